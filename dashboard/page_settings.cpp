#include "dashboard/page_settings.h"

#include "core/base/link_template.h"
#include "core/model/json_writer.h"

namespace mtxmon {
namespace {

constexpr std::string_view kWords[] = {"{node}", "{path}", "{from}", "{to}"};
constexpr LinkKind kGrafana = {
    .what = "a dashboard of Grafana",
    .example = "https://HOST/d/mediamtx-overview?var-node={node}&var-path={path}",
    .words = kWords,
    .words_text = "{node}, {path}, {from} and {to} are replaced"};

}  // namespace

Status check_grafana_url(std::string_view url) {
  return url.empty() ? Status() : check_link(url, kGrafana);
}

std::string page_json(const PageSettings& settings) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("grafana_url");
  if (settings.grafana_url.empty()) {
    json.null();
  } else {
    json.value(settings.grafana_url);
  }
  json.end_object();
  return out;
}

}  // namespace mtxmon
