#include "dashboard/report_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

namespace mtxmon {
namespace {

namespace fs = std::filesystem;

// 0, or what errno says.
int write_to(std::FILE* file, std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), file) != text.size()) return errno;
  return std::fflush(file) == 0 ? 0 : errno;
}

int write_to(const fs::path& path, std::string_view text) {
  std::FILE* const file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return errno;
  const int failed = write_to(file, text);
  const int closed = std::fclose(file) == 0 ? 0 : errno;
  return failed != 0 ? failed : closed;
}

int replace(const fs::path& path, std::string_view text) {
  std::error_code error;
  fs::path target = fs::canonical(path, error);  // a link stays one
  const bool is_new = static_cast<bool>(error);
  if (is_new) target = path;
  if (!is_new && !fs::is_regular_file(target, error)) return write_to(target, text);
  fs::path beside = target;
  beside += fmt::format(".{}.part", ::getpid());
  int failed = write_to(beside, text);
  if (failed == 0 && !is_new) fs::permissions(beside, fs::status(target).permissions(), error);
  if (failed == 0 && std::rename(beside.c_str(), target.c_str()) != 0) failed = errno;
  if (failed != 0) fs::remove(beside, error);
  return failed;
}

}  // namespace

Status write_report(const std::string& path, std::string_view text) {
  const int failed = path.empty() ? write_to(stdout, text) : replace(path, text);
  if (failed == 0) return {};
  // NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread
  const char* const cause = std::strerror(failed);
  return Error{
      fmt::format("{}: cannot be written: {}", path.empty() ? "standard output" : path, cause)};
}

}  // namespace mtxmon
