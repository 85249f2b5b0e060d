#include "core/web/compress.h"

#include <string>

#include <gtest/gtest.h>
#include <zlib.h>

namespace mtxmon {
namespace {

TEST(AcceptsGzip, WhenNamedOrStarredWithAWeightAboveZero) {
  for (const char* header :
       {"gzip", "GZIP", "deflate, gzip", "gzip;q=1.0", "gzip; q=0.001", "br;q=1, gzip;q=0.5", "*",
        "*;q=0.1", "identity, *", "x-gzip", "gzip;q=1, *;q=0"}) {
    EXPECT_TRUE(accepts_gzip(header)) << header;
  }
}

TEST(AcceptsGzip, NotWhenAbsentOrWeightedZeroOrUnreadable) {
  for (const char* header : {"", "br", "identity", "gzip;q=0", "gzip; q=0.000", "*, gzip;q=0",
                             "gzip;q=0, *", "*;q=0", "gzipped", "gzip;q=abc", "gzip;q=-1"}) {
    EXPECT_FALSE(accepts_gzip(header)) << header;
  }
}

TEST(Compressible, TextOfAllKindsButNoImages) {
  for (const char* type :
       {"application/json; charset=utf-8", "text/html", "text/javascript", "image/svg+xml",
        "application/openmetrics-text; version=1.0.0", "application/manifest+json"}) {
    EXPECT_TRUE(compressible(type)) << type;
  }
  for (const char* type : {"image/png", "font/woff2", "application/octet-stream", ""}) {
    EXPECT_FALSE(compressible(type)) << type;
  }
}

TEST(Gzip, UnpacksToTheSameText) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "line " + std::to_string(i * 7919) + "\n";
  const std::string packed = gzip(text);
  EXPECT_LT(packed.size(), text.size() / 2);

  z_stream stream{};
  ASSERT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string unpacked(text.size() + 1, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(unpacked.data());
  stream.avail_out = static_cast<uInt>(unpacked.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  unpacked.resize(stream.total_out);
  inflateEnd(&stream);
  EXPECT_EQ(unpacked, text);
}

}  // namespace
}  // namespace mtxmon
