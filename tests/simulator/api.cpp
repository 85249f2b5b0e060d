#include "tests/simulator/api.h"

#include <algorithm>

#include "tests/simulator/concat.h"
#include "tests/simulator/config_answers.h"
#include "tests/simulator/items.h"

namespace mtxmon::sim {
namespace {

constexpr std::string_view kList = "/list";
constexpr std::string_view kGet = "/get/";

bool is_uuid_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool hex = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
    if (dash ? text[i] != '-' : !hex) return false;
  }
  return true;
}

HttpResponse redirect_without_slash(const HttpRequest& request) {
  std::string target = request.path.substr(0, request.path.size() - 1);
  if (!request.query.empty()) target += "?" + request.query;
  HttpResponse response = text_response(301, "text/html; charset=utf-8",
                                        "<a href=\"" + target + "\">Moved Permanently</a>.\n\n");
  response.headers.emplace_back("Location", target);
  return response;
}

// The items of one page, joined; each is written by `write_item(json, index)`.
// Behind the last page v1.2.1 and older repeat the last item.
template <typename WriteItem>
std::string page_items(const Shape& shape, std::uint64_t count, const PageRequest& page,
                       const WriteItem& write_item) {
  JsonText items;
  const std::uint64_t last = std::min(count, page.first() + page.items_per_page);
  std::uint64_t first = page.first();
  if (first >= count && count > 0 && !shape.since(3)) first = count - 1;
  for (std::uint64_t i = first; i < last; ++i) write_item(items, static_cast<std::size_t>(i));
  return std::move(items).take();
}

}  // namespace

HttpResponse page_not_found() { return text_response(404, "text/plain", "404 page not found"); }

HttpResponse shaped_error(const Shape& shape, int status, std::string_view text) {
  if (shape.since(16)) return error_response(status, text);
  if (!shape.since(2)) return text_response(status, "", "");
  JsonText json;
  json.open_object();
  json.text("error", text);
  json.close_object();
  return json_response(status, std::move(json).take());
}

bool Api::has_list(std::string_view name) const {
  if (name == "paths" || name == "recordings") return true;
  const auto owner = list_owner(name);
  return owner && scene_.enabled(server_of(*owner));
}

HttpResponse Api::answer(const HttpRequest& request, double t) {
  if (request.method != "GET" || !request.path.starts_with(shape_.prefix()))
    return page_not_found();
  std::string_view asked = std::string_view(request.path).substr(shape_.prefix().size());
  const bool slash = asked.ends_with('/');
  if (slash) asked.remove_suffix(1);
  const std::optional<std::string> route = shape_.canonical(asked);
  if (!route) return page_not_found();
  HttpResponse response = route_answer(*route, request.query, t);
  const bool known = response.content_type != "text/plain";
  return slash && known ? redirect_without_slash(request) : response;
}

HttpResponse Api::route_answer(std::string_view route, std::string_view query, double t) {
  constexpr std::string_view kConfig = "config/";
  constexpr std::string_view kStaticSource = "paths/static-sources/get/";
  if (route == "info") {
    return json_response(200, concat({R"({"version":")", shape_.release(), R"(","started":")",
                                      scene_.started(), R"("})"}));
  }
  if (route.starts_with(kConfig)) return config(route.substr(kConfig.size()), query);
  if (route == "paths/forward/list") return forward_list(query, t);
  if (route.starts_with(kStaticSource))
    return static_source(percent_decoded(route.substr(kStaticSource.size())), t);
  const std::string_view name = route.substr(0, route.find('/'));
  if (!has_list(name)) return page_not_found();
  const std::string_view rest = route.substr(name.size());
  if (rest == kList) return list(name, query, t);
  if (rest.starts_with(kGet)) return item(name, percent_decoded(rest.substr(kGet.size())), t);
  return page_not_found();
}

HttpResponse Api::list(std::string_view name, std::string_view query, double t) {
  const Result<PageRequest> page = parse_page_request(query);
  if (!page.ok()) return shaped_error(shape_, 400, page.error().message);
  if (cached_t_ != t || cached_revision_ != scene_.revision()) cache_.clear();
  cached_t_ = t;
  cached_revision_ = scene_.revision();
  std::string key = std::string(name) + '?' + std::to_string(page->items_per_page) + '&' +
                    std::to_string(page->page);
  std::shared_ptr<const std::string>& body = cache_[std::move(key)];
  if (!body) body = std::make_shared<const std::string>(list_body(name, *page, t));
  HttpResponse response;
  response.body = body;
  return response;
}

std::string Api::list_body(std::string_view name, const PageRequest& page, double t) const {
  const std::vector<Entry> all = entries(name, t);
  return list_envelope(all.size(), page,
                       page_items(shape_, all.size(), page, [&](JsonText& json, std::size_t i) {
                         write(json, name, all[i], t);
                       }));
}

std::vector<Api::Entry> Api::entries(std::string_view list, double t) const {
  std::vector<Entry> result;
  const bool muxers = list == "hlsmuxers";
  const std::string_view sessions_of = list == "rtspconns"    ? "rtspsessions"
                                       : list == "rtspsconns" ? "rtspssessions"
                                       : muxers               ? "hlssessions"
                                                              : list;
  for (const Stream& stream : scene_.streams()) {
    if (list == "paths" || list == "recordings") {
      const bool shown = list == "paths" ? stream.listed() : !stream.recordings.empty();
      if (shown) result.push_back({&stream, nullptr});
      continue;
    }
    if (stream.publisher && session_list(stream.publisher->protocol) == sessions_of) {
      result.push_back({&stream, &*stream.publisher});
    }
    for (const Session& reader : stream.readers) {
      if (session_list(reader.protocol) != sessions_of) continue;
      result.push_back({&stream, &reader});
      if (muxers) break;
    }
  }
  if (list == "webrtcsessions") {
    for (const Stream& attempt : scene_.attempts()) {
      if (attempt.publisher) result.push_back({&attempt, &*attempt.publisher});
    }
  }
  if (list == "moqsessions") {  // a Go map: another order at each look
    const auto order = [&](const Entry& entry) {
      return mix(entry.session->seed, static_cast<std::uint64_t>(t * 1e3));
    };
    std::sort(result.begin(), result.end(),
              [&](const Entry& a, const Entry& b) { return order(a) < order(b); });
  } else if (list != "paths" && list != "recordings") {
    std::sort(result.begin(), result.end(), [](const Entry& a, const Entry& b) {
      return a.session->created < b.session->created;
    });
  }
  return result;
}

void Api::write(JsonText& json, std::string_view list, const Entry& entry, double t) const {
  const Stream& stream = *entry.stream;
  if (list == "paths") return write_path(json, stream, shape_, t);
  if (list == "recordings") return write_recording(json, stream);
  if (list == "hlsmuxers") return write_hls_muxer(json, scene_, stream, *entry.session, t);
  if (list == "rtspconns" || list == "rtspsconns")
    return write_rtsp_connection(json, stream, *entry.session, shape_, t);
  switch (server_of(entry.session->protocol)) {
    case Protocol::Srt:
      return write_srt_connection(json, stream, *entry.session, shape_, t);
    case Protocol::Rtmp:
    case Protocol::Rtmps:
      return write_rtmp_connection(json, stream, *entry.session, shape_, t);
    case Protocol::WebRtc:
      return write_webrtc_session(json, stream, *entry.session, shape_, t);
    case Protocol::Hls:
      return write_hls_session(json, stream, *entry.session, t);
    case Protocol::Moq:
      return write_moq_session(json, stream, *entry.session, shape_, t);
    case Protocol::Rtsp:
    case Protocol::RtspUdp:
    case Protocol::Rtsps:
      return write_rtsp_session(json, stream, *entry.session, shape_, t);
  }
}

HttpResponse Api::item(std::string_view list, const std::string& id, double t) const {
  const int unknown = shape_.since(5) ? 404 : 500;
  const bool by_name = list == "paths" || list == "hlsmuxers" || list == "recordings";
  if (!by_name && id.size() != 36)
    return shaped_error(shape_, 400, "invalid UUID length: " + std::to_string(id.size()));
  if (!by_name && !is_uuid_text(id)) return shaped_error(shape_, 400, "invalid UUID format");
  for (const Entry& entry : entries(list, t)) {
    const bool control = list == "rtspconns" || list == "rtspsconns";
    const std::string& own = by_name   ? entry.stream->name
                             : control ? entry.session->control_id
                                       : entry.session->id;
    if (own != id) continue;
    JsonText json;
    write(json, list, entry, t);
    return json_response(200, std::move(json).take());
  }
  if (list == "paths" || list == "recordings")
    return shaped_error(shape_, unknown, "path not found");
  if (list == "hlsmuxers") return shaped_error(shape_, unknown, "muxer not found");
  return shaped_error(
      shape_, unknown,
      list.find("conns") != std::string_view::npos ? "connection not found" : "session not found");
}

HttpResponse Api::config(std::string_view route, std::string_view query) const {
  if (route == "global/get") return json_response(200, global_config(scene_));
  if (route == "pathdefaults/get") return json_response(200, path_defaults(scene_));
  const std::vector<PathConfig> all = path_configs(scene_);
  if (constexpr std::string_view kPathGet = "paths/get/"; route.starts_with(kPathGet)) {
    const std::string name = percent_decoded(route.substr(kPathGet.size()));
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const PathConfig& path) { return path.name == name; });
    return found == all.end() ? shaped_error(shape_, 404, "path configuration not found")
                              : json_response(200, found->json);
  }
  if (route != "paths/list") return page_not_found();
  const Result<PageRequest> page = parse_page_request(query);
  if (!page.ok()) return shaped_error(shape_, 400, page.error().message);
  return json_response(
      200, list_envelope(all.size(), *page,
                         page_items(shape_, all.size(), *page, [&](JsonText& json, std::size_t i) {
                           json.raw_element(all[i].json);
                         })));
}

HttpResponse Api::forward_list(std::string_view query, double t) const {
  const auto name = query_value(query, "path");
  if (!name || name->empty()) return shaped_error(shape_, 400, "path is required");
  const Stream* stream = scene_.find(*name);
  if (stream == nullptr || !stream->listed()) return shaped_error(shape_, 404, "path not found");
  const Result<PageRequest> page = parse_page_request(query);
  if (!page.ok()) return shaped_error(shape_, 400, page.error().message);
  const std::size_t count = forward_destinations(*stream).size();
  return json_response(
      200, list_envelope(count, *page,
                         page_items(shape_, count, *page, [&](JsonText& json, std::size_t i) {
                           write_forward_destination(json, scene_, *stream, i, t);
                         })));
}

HttpResponse Api::static_source(const std::string& name, double t) const {
  const Stream* stream = scene_.find(name);
  if (stream == nullptr || !stream->listed()) return shaped_error(shape_, 404, "path not found");
  if (stream->source_type.empty() || stream->kind == StreamKind::Redirect)
    return shaped_error(shape_, 404, "path has no static source");
  JsonText json;
  write_static_source(json, scene_, *stream, t);
  return json_response(200, std::move(json).take());
}

}  // namespace mtxmon::sim
