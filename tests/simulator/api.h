// Api: the routes of MediaMTX over a scene, in the shape of its release. Answers GET requests; the
// same bytes within one moment of the scene. One thread at a time; refers to the scene, which must
// outlive it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "tests/simulator/http_message.h"
#include "tests/simulator/page_request.h"
#include "tests/simulator/scene.h"

namespace mtxmon::sim {

// What both kinds of server (scene and recording) say to routes they do not have.
[[nodiscard]] HttpResponse page_not_found();

// An error as this release words it: JSON with "status", JSON without, or no body at all.
[[nodiscard]] HttpResponse shaped_error(const Shape& shape, int status, std::string_view text);

class Api {
 public:
  explicit Api(const Scene& scene) : scene_(scene), shape_(scene.shape()) {}

  // `t` is the scene time that the answer shows.
  [[nodiscard]] HttpResponse answer(const HttpRequest& request, double t);

 private:
  struct Entry {
    const Stream* stream;
    const Session* session;
  };

  [[nodiscard]] HttpResponse route_answer(std::string_view route, std::string_view query, double t);
  [[nodiscard]] HttpResponse list(std::string_view name, std::string_view query, double t);
  [[nodiscard]] HttpResponse item(std::string_view list, const std::string& id, double t) const;
  [[nodiscard]] HttpResponse config(std::string_view route, std::string_view query) const;
  [[nodiscard]] HttpResponse forward_list(std::string_view query, double t) const;
  [[nodiscard]] HttpResponse static_source(const std::string& name, double t) const;
  [[nodiscard]] std::string list_body(std::string_view name, const PageRequest& page,
                                      double t) const;
  [[nodiscard]] std::vector<Entry> entries(std::string_view list, double t) const;
  void write(JsonText& json, std::string_view list, const Entry& entry, double t) const;
  [[nodiscard]] bool has_list(std::string_view name) const;

  const Scene& scene_;
  const Shape& shape_;
  double cached_t_ = -1.0;
  std::uint64_t cached_revision_ = 0;
  std::map<std::string, std::shared_ptr<const std::string>, std::less<>> cache_;
};

}  // namespace mtxmon::sim
