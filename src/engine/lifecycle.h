#pragma once
// The life of an application, by family of commands; decide(), apply(), check() and replay() hand on to these.

#include "engine/application.h"
#include "engine/award.h"
#include "engine/call.h"
#include "engine/chip.h"
#include "engine/claim.h"
#include "engine/decision.h"
#include "engine/device.h"
#include "engine/line.h"
#include "engine/network.h"
#include "engine/reservation.h"
#include "engine/role.h"
#include "engine/settlement.h"
#include "engine/signing.h"
#include "engine/stake.h"
