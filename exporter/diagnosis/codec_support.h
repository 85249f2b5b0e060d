// Which codecs a reader's protocol can carry. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/model/stream.h"

namespace mtxmon {

enum class TrackKind : std::uint8_t { Video, Audio, Other };
[[nodiscard]] TrackKind track_kind(std::string_view codec);

// The tracks of the stream that readers of this protocol do not get, in the tables of MediaMTX'
// manual ("Read a stream", v1.20); empty for a protocol or codec that they do not name.
[[nodiscard]] std::vector<const Track*> tracks_not_carried(std::string_view protocol,
                                                           const std::vector<Track>& tracks);

// "MPEG-4 Audio (AAC)"
[[nodiscard]] std::string codec_text(std::string_view codec);

}  // namespace mtxmon
