// One item of each list of the API, written as the release of `shape` writes it: the same members,
// types and order. Pure functions of a stream (or one of its sessions) and the scene time.
#pragma once

#include "tests/simulator/json_text.h"
#include "tests/simulator/scene.h"

namespace mtxmon::sim {

void write_path(JsonText& json, const Stream& stream, const Shape& shape, double t);
void write_recording(JsonText& json, const Stream& stream);

// `session` belongs to `stream`; which of these fits depends on its protocol.
void write_srt_connection(JsonText& json, const Stream& stream, const Session& session,
                          const Shape& shape, double t);
void write_rtsp_connection(JsonText& json, const Stream& stream, const Session& session,
                           const Shape& shape, double t);
void write_rtsp_session(JsonText& json, const Stream& stream, const Session& session,
                        const Shape& shape, double t);
void write_rtmp_connection(JsonText& json, const Stream& stream, const Session& session,
                           const Shape& shape, double t);
void write_webrtc_session(JsonText& json, const Stream& stream, const Session& session,
                          const Shape& shape, double t);
void write_hls_session(JsonText& json, const Stream& stream, const Session& session, double t);
void write_moq_session(JsonText& json, const Stream& stream, const Session& session,
                       const Shape& shape, double t);

// A muxer exists while the stream has HLS readers; `first` is the one that came first.
void write_hls_muxer(JsonText& json, const Scene& scene, const Stream& stream, const Session& first,
                     double t);

// Forward destination number `index` of the stream; from v1.20.
void write_forward_destination(JsonText& json, const Scene& scene, const Stream& stream,
                               std::size_t index, double t);

// The answer about a stream that the server pulls; from v1.21.
void write_static_source(JsonText& json, const Scene& scene, const Stream& stream, double t);

// The statistics within an SRT item, without what tells whose they are.
void write_srt_statistics(JsonText& json, const Stream& stream, const Session& session,
                          const Shape& shape, double t);
// The members of "typeSpecific" of a source that is pulled by RTSP.
void write_rtsp_source_statistics(JsonText& json, const Stream& stream, const Session& session,
                                  double t);

}  // namespace mtxmon::sim
