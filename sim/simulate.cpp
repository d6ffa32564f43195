#include "ossim/simulate.hpp"
