// One item of each list of the API, written as MediaMTX v1.20.1 writes it: the same members, types
// and order. Pure functions of a stream (or one of its sessions) and the scene time.
#pragma once

#include "tests/simulator/json_text.h"
#include "tests/simulator/scene.h"

namespace mtxmon::sim {

void write_path(JsonText& json, const Stream& stream, double t);

// `session` belongs to `stream`; which of these fits depends on its protocol.
void write_srt_connection(JsonText& json, const Stream& stream, const Session& session, double t);
void write_rtsp_connection(JsonText& json, const Stream& stream, const Session& session, double t);
void write_rtsp_session(JsonText& json, const Stream& stream, const Session& session, double t);
void write_rtmp_connection(JsonText& json, const Stream& stream, const Session& session, double t);
void write_webrtc_session(JsonText& json, const Stream& stream, const Session& session, double t);
void write_hls_session(JsonText& json, const Stream& stream, const Session& session, double t);
void write_moq_session(JsonText& json, const Stream& stream, const Session& session, double t);

// A muxer exists while the stream has HLS readers; `first` is the one that came first.
void write_hls_muxer(JsonText& json, const Scene& scene, const Stream& stream, const Session& first,
                     double t);

}  // namespace mtxmon::sim
