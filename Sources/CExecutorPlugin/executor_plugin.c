/* The contract is a header; a C target needs one file to compile. These assertions pin its layout on 64-bit Linux. */
#include "executor_plugin.h"

_Static_assert(sizeof(void *) == 8, "the contract is stated for 64-bit machines");
_Static_assert(sizeof(executor_outcome_v1) == 40, "executor_outcome_v1 changed its layout: that is a new version");
_Static_assert(sizeof(executor_host_v1) == 48, "executor_host_v1 changed its layout: that is a new version");
_Static_assert(sizeof(executor_instruction_v1) == 40, "executor_instruction_v1 changed its layout: that is a new version");
_Static_assert(sizeof(executor_declaration_v1) == 56, "executor_declaration_v1 changed its layout: that is a new version");
_Static_assert(sizeof(executor_plugin_table_v1) == 40, "executor_plugin_table_v1 changed its layout: that is a new version");
