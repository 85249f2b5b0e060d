#include "exporter/api_question.h"

#include <fmt/format.h>
#include <simdjson.h>

#include "core/base/log.h"
#include "core/schema/schema.h"
#include "exporter/decode.h"

namespace mtxmon {
namespace {

// The text of MediaMTX' JSON errors, {"status":"error","error":"…"}; empty for anything else.
std::string server_error(const std::string& body) {
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  std::string_view text;
  if (parser.parse(body).get(document) != simdjson::SUCCESS) return {};
  if (document["error"].get(text) != simdjson::SUCCESS) return {};
  return printable(text);
}

std::string url_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '/' || c == '.' || c == '_' || c == '-';
    if (plain) {
      out.push_back(c);
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

}  // namespace

std::string api_target(const Question& question, std::string_view prefix) {
  using What = Question::What;
  const auto list = [&](std::string_view route) {
    return fmt::format("{}/{}?itemsPerPage={}&page=0", prefix, route, question.page_size);
  };
  switch (question.what) {
    case What::Paths:
      return list("paths/list");
    case What::Info:
      return std::string(prefix) + "/info";
    case What::List:
      return list(question.new_route ? kLists[question.list].new_route
                                     : kLists[question.list].route);
    case What::PathConfigs:
      return list("config/paths/list");
    case What::Recordings:
      return list("recordings/list");
    case What::Forwards:
      return list("paths/forward/list") + "&path=" + url_encoded(question.path);
    case What::Settings:
      return std::string(prefix) + "/config/global/get";
    case What::Source:
      break;
  }
  return fmt::format("{}/paths/static-sources/get/{}", prefix, url_encoded(question.path));
}

bool only_item_is_missing(const HttpAnswer& answer) { return !server_error(answer.body).empty(); }

std::string explain_status(const HttpAnswer& answer, const NodeSettings& node) {
  if (answer.status == 401) {
    if (!node.token_file.empty()) {
      return "401: the API refuses the token of mediamtx.token_file; is it of the right issuer, "
             "not "
             "expired, and does it permit the action \"api\"?";
    }
    if (node.username.empty()) {
      return "401: the API wants a user; set mediamtx.username and mediamtx.password_file, or "
             "allow "
             "this address in MediaMTX' authInternalUsers (action: api)";
    }
    return fmt::format(
        "401: the API refuses user \"{}\"; check mediamtx.username, mediamtx.password_file and "
        "MediaMTX' authInternalUsers (action: api)",
        printable(node.username, 64));
  }
  if (answer.status == 403) {
    return "403: the API refuses this address or user; check MediaMTX' authInternalUsers (action: "
           "api)";
  }
  if (!answer.location.empty()) {
    return fmt::format(
        "status {}: it points to {}, which is not followed; set mediamtx.url to "
        "where the API is",
        answer.status, printable(public_part(answer.location), 256));
  }
  const std::string text = server_error(answer.body);
  return text.empty() ? fmt::format("status {}", answer.status)
                      : fmt::format("status {}: {}", answer.status, text);
}

}  // namespace mtxmon
