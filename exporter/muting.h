// Which problems of a snapshot are muted, and which of its streams have muted ones only. Pure.
#pragma once

#include <vector>

#include "core/model/mute.h"
#include "core/model/snapshot.h"

namespace mtxmon {

// By the time of the poll.
void mark_muted(Snapshot& snapshot, const std::vector<Mute>& mutes);

}  // namespace mtxmon
