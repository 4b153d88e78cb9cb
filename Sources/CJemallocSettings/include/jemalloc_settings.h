#pragma once

/// Says in one line which allocator the program runs on, such as "jemalloc 5.3.0-0-g54eaed1d8b56b1aa528be3bdd1877e59c56fa90c".
const char *_Nonnull jemalloc_version_text(void);
