#include "core/base/player_url.h"

#include "core/base/link_template.h"
#include "core/base/percent.h"

namespace mtxmon {
namespace {

constexpr std::string_view kPath = "{path}";
constexpr std::string_view kWords[] = {kPath};
constexpr LinkKind kPlayer = {.what = "a player",
                              .example = "https://HOST/{path}",
                              .words = kWords,
                              .words_text = "only {path}, the name of the stream, is replaced"};

}  // namespace

Status check_player_url(std::string_view url) { return check_link(url, kPlayer); }

std::string player_url_of(std::string_view url, std::string_view name) {
  const std::string path = percent_encoded(name);
  std::string out;
  for (auto at = url.find(kPath); at != std::string_view::npos; at = url.find(kPath)) {
    out.append(url.substr(0, at)).append(path);
    url.remove_prefix(at + kPath.size());
  }
  return out.append(url);
}

}  // namespace mtxmon
