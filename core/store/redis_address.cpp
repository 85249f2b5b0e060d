#include "core/store/redis_address.h"

#include <charconv>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "core/base/log.h"

namespace mtxmon {
namespace {

constexpr std::uint16_t kDefaultPort = 6379;
constexpr std::size_t kMaxSocketPath = 107;  // sizeof(sockaddr_un::sun_path) - 1
constexpr std::string_view kForms =
    "write redis://[user:password@]host[:port][/db] or unix:///path/to/redis.sock[?db=N]";

// The URL for people: whatever stands before an "@" may be a password.
std::string redacted(std::string_view url) {
  const auto scheme = url.find("://");
  const auto begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  const auto at = url.rfind('@');
  if (at == std::string_view::npos || at < begin) return printable(url);
  return printable(std::string(url.substr(0, begin)) + "***" + std::string(url.substr(at)));
}

Error bad_url(std::string_view url, std::string_view fault, std::string_view fix = kForms) {
  return Error{fmt::format("redis.url \"{}\" {}; {}", redacted(url), fault, fix)};
}

template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return value;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(text[i]);
      continue;
    }
    unsigned byte = 0;
    const char* begin = text.data() + i + 1;
    if (i + 2 >= text.size() || std::from_chars(begin, begin + 2, byte, 16).ptr != begin + 2) {
      return std::nullopt;
    }
    out.push_back(static_cast<char>(byte));
    i += 2;
  }
  return out;
}

std::optional<int> parse_database(std::string_view text) {
  const auto database = parse_number<int>(text);
  if (!database || *database < 0) return std::nullopt;
  return database;
}

Result<RedisAddress> parse_unix(std::string_view url, std::string_view rest) {
  RedisAddress address;
  const auto query = rest.find('?');
  const auto path = percent_decoded(rest.substr(0, query));
  if (!path) return bad_url(url, "has a broken %-escape");
  if (!path->starts_with('/')) {
    return bad_url(url, "has no absolute path",
                   "write three slashes: unix:///run/redis/redis.sock");
  }
  if (path->size() > kMaxSocketPath) {
    return bad_url(url, fmt::format("has a path of more than {} bytes", kMaxSocketPath),
                   "move the socket to a shorter path");
  }
  address.socket_path = *path;
  if (query == std::string_view::npos) return address;
  const auto option = rest.substr(query + 1);
  const auto database = option.starts_with("db=") ? parse_database(option.substr(3)) : std::nullopt;
  if (!database) return bad_url(url, "has an unknown part after \"?\"", "only ?db=N is known");
  address.database = *database;
  return address;
}

Status parse_credentials(std::string_view url, std::string_view text, RedisAddress& address) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) {
    return bad_url(url, "has a user but no password",
                   "write redis://:password@host for a password alone");
  }
  const auto user = percent_decoded(text.substr(0, colon));
  const auto password = percent_decoded(text.substr(colon + 1));
  if (!user || !password) {
    return bad_url(url, "has a broken %-escape in user or password", "write a literal % as %25");
  }
  if (password->empty()) return bad_url(url, "has an empty password", "leave \"user:@\" out");
  address.user = *user;
  address.password = *password;
  return {};
}

Status parse_host_port(std::string_view url, std::string_view text, RedisAddress& address) {
  std::string_view port;
  if (text.starts_with('[')) {
    const auto bracket = text.find(']');
    if (bracket == std::string_view::npos) return bad_url(url, "has \"[\" without \"]\"");
    address.host = text.substr(1, bracket - 1);
    const auto rest = text.substr(bracket + 1);
    if (!rest.empty() && rest.front() != ':')
      return bad_url(url, "has text between \"]\" and port");
    if (!rest.empty()) port = rest.substr(1);
    if (address.host.find_first_not_of("0123456789abcdefABCDEF:.") != std::string::npos) {
      return bad_url(url, "has no IPv6 address between the brackets");
    }
    if (!rest.empty() && port.empty()) return bad_url(url, "has no port after \":\"");
  } else {
    const auto colon = text.find(':');
    if (colon != text.rfind(':')) {
      return bad_url(url, "has more than one \":\" in the host",
                     "write IPv6 addresses in brackets and \"/\", \"@\", \":\" of a password as "
                     "%2F, %40, %3A");
    }
    address.host = text.substr(0, colon);
    if (colon != std::string_view::npos) port = text.substr(colon + 1);
    constexpr std::string_view kHostLetters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    if (address.host.find_first_not_of(kHostLetters) != std::string::npos) {
      return bad_url(url, "has a host with characters that no host name has");
    }
    if (colon != std::string_view::npos && port.empty()) {
      return bad_url(url, "has no port after \":\"");
    }
  }
  if (address.host.empty()) return bad_url(url, "has no host");
  address.port = kDefaultPort;
  if (port.empty()) return {};
  const auto number = parse_number<std::uint16_t>(port);
  if (!number || *number == 0) return bad_url(url, "has a port that is not 1 to 65535");
  address.port = *number;
  return {};
}

Result<RedisAddress> parse_tcp(std::string_view url, std::string_view rest) {
  RedisAddress address;
  if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
    if (Status parsed = parse_credentials(url, rest.substr(0, at), address); !parsed) {
      return std::move(parsed).error();
    }
    rest.remove_prefix(at + 1);
  }
  const auto slash = rest.find('/');
  if (slash != std::string_view::npos && slash + 1 < rest.size()) {
    const auto database = parse_database(rest.substr(slash + 1));
    if (!database) {
      return bad_url(url, "has a database that is not a number", "end it with /0, /1, …");
    }
    address.database = *database;
  }
  if (Status parsed = parse_host_port(url, rest.substr(0, slash), address); !parsed) {
    return std::move(parsed).error();
  }
  return address;
}

}  // namespace

std::string RedisAddress::display() const {
  if (!socket_path.empty()) {
    return database == 0 ? socket_path : fmt::format("{}?db={}", socket_path, database);
  }
  const bool bare_ipv6 = host.find(':') != std::string::npos;
  auto text = bare_ipv6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
  if (database != 0) text += fmt::format("/{}", database);
  return text;
}

Result<RedisAddress> parse_redis_url(std::string_view url) {
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return bad_url(url, "has no scheme");
  const auto scheme = url.substr(0, scheme_end);
  const auto rest = url.substr(scheme_end + 3);
  if (scheme == "redis") return parse_tcp(url, rest);
  if (scheme == "unix") return parse_unix(url, rest);
  if (scheme == "rediss") {
    return bad_url(url, "asks for TLS, which this build cannot speak to Redis",
                   "use redis:// to a local stunnel or haproxy, a VPN address, or unix://");
  }
  if (scheme == "redis+sentinel") {
    return bad_url(url, "asks for Sentinel, which is not supported yet",
                   "give the address of the primary as redis://host:port/db");
  }
  return bad_url(url, "has an unknown scheme");
}

Result<RedisAddress> redis_address_of(const Settings& settings) {
  auto address = parse_redis_url(settings.text("redis.url"));
  if (!address) return std::move(address).error().within(settings.origin("redis.url"));
  if (!settings.redis_password().empty()) address->password = settings.redis_password();
  return address;
}

}  // namespace mtxmon
