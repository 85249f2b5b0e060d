#include "dashboard/assets.h"

#include <algorithm>
#include <memory>

namespace mtxmon {

Response serve_asset(const Request& request) {
  std::string_view path = request.path;
  path.remove_prefix(1);
  if (path.empty()) path = "index.html";
  const auto assets = page_assets();
  const auto asset = std::ranges::find(assets, path, &Asset::path);
  if (asset == assets.end()) return Response::error(404, "there is nothing here");
  Response response;
  response.content_type = asset->content_type;
  response.body = std::make_shared<const std::string>(asset->plain);
  response.gzip_body = std::make_shared<const std::string>(asset->gzip);
  response.headers.emplace_back("ETag", asset->etag);
  response.headers.emplace_back(
      "Cache-Control", asset->immutable ? "public, max-age=31536000, immutable" : "no-cache");
  return response;
}

}  // namespace mtxmon
