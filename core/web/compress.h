// gzip for answers: whether the client takes it, whether it is worth it, and the compression
// itself. Pure.
#pragma once

#include <string>
#include <string_view>

namespace mtxmon {

// Reads Accept-Encoding with its q-values: "gzip", "*;q=0.5" yes; "gzip;q=0", "br" and an empty
// header no.
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding);

// Text of some kind; images and fonts are compressed already.
[[nodiscard]] bool compressible(std::string_view content_type);

// `text` as a gzip member, compressed for speed: it runs on the worker that answers. Empty when
// zlib fails.
[[nodiscard]] std::string gzip(std::string_view text);

}  // namespace mtxmon
