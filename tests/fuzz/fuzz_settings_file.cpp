// Any file is either settings of known options or an error that names the file.
#include "core/base/settings_file.h"
#include "tests/fuzz/fuzz.h"

namespace mtxmon {
namespace {

void fuzz(std::string_view text) {
  for (const Program program : {Program::Exporter, Program::Dashboard, Program::Agent}) {
    const auto parsed = parse_settings_file(program, std::string(text), "f.yml");
    if (!parsed) {
      require(parsed.error().message.starts_with("f.yml:"), "an error names its place");
      continue;
    }
    for (const auto& [name, setting] : parsed->values) {
      require(find_option(program, name) != nullptr, "every value has an option");
      require(setting.origin.starts_with("f.yml:"), "every value knows its place");
    }
    for (const auto& node : parsed->nodes) require(!node.url.empty(), "every node has a URL");
    for (const auto& entry : parsed->stream_entries) {
      require(!entry.match.empty(), "every entry says for which streams");
      require(entry.origin.starts_with("f.yml:"), "every entry knows its place");
      const auto settings = settings_for(parsed->stream_entries, entry.node, entry.match);
      require(settings.title.size() <= 400, "titles are cut");
      require(settings.player_url.empty() || settings.player_url.starts_with("http"),
              "players are http or https");
      for (const auto& [name, value] : settings.health)
        require(find_option(Program::Exporter, name) != nullptr, "every threshold has an option");
    }
  }
}

}  // namespace
}  // namespace mtxmon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  mtxmon::fuzz(mtxmon::text_of(data, size));
  return 0;
}
