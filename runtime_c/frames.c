/* The calls that led to a panic: the frames of the stack, and what a table says of their addresses.
 *
 * `ori_compiler/backend/frame_table.py` makes the table and says what it looks like. A frame whose address is in none
 * (of C, Python, or a program for which there is no table) is passed over; several calls may have been inlined into one.
 * Nothing here allocates or locks, so that the frames of a stack overflow can be read on the stack of its signal.
 */
#include <unwind.h>

#include "internal.h"

#define NO_NODE UINT32_MAX

typedef struct {
    uint32_t offset;
    uint32_t node;
} Row;

typedef struct {
    uint32_t function, file, line, column, outer;
} Node;

typedef struct {
    uint32_t row_count;
    uint32_t node_count;
    Row rows[];
} Table;

static _Thread_local const OriFrames *frames;

void ori_frames_set(const OriFrames *known) { frames = known; }

typedef struct {
    const Table *table;
    const Node *nodes;
    const char *texts;
    uintptr_t limit;
    OriTrace *trace;
} Walk;

void ori_trace_add(OriTrace *trace, const OriLocation *place) {
    int64_t index = trace->count;
    if (index >= ORI_TRACE_FIRST) index = ORI_TRACE_FIRST + (index - ORI_TRACE_FIRST) % ORI_TRACE_LAST;
    trace->places[index] = *place;
    trace->count++;
}

static uint32_t node_at(const Table *table, uintptr_t offset) {
    uint32_t low = 0, high = table->row_count; /* the last row that does not begin behind the offset */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (table->rows[middle].offset <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 ? NO_NODE : table->rows[low - 1].node;
}

static _Unwind_Reason_Code visit(struct _Unwind_Context *context, void *parameter) {
    const Walk *walk = parameter;
    int is_before = 0;
    uintptr_t address = _Unwind_GetIPInfo(context, &is_before);
    /* The address to return to belongs to what comes behind the call. */
    uint32_t number = node_at(walk->table, address - (is_before ? 0 : 1) - (uintptr_t)frames->code);
    while (number != NO_NODE) {
        const Node *node = &walk->nodes[number];
        OriLocation place = {.file = walk->texts + node->file,
                             .function = walk->texts + node->function,
                             .line = (int32_t)node->line,
                             .column = (int32_t)node->column};
        ori_trace_add(walk->trace, &place);
        number = node->outer;
    }
    return (uintptr_t)_Unwind_GetCFA(context) > walk->limit ? _URC_END_OF_STACK : _URC_NO_REASON;
}

/* Puts the last places in order: they were written round and round. */
static void turn(OriTrace *trace) {
    if (trace->count <= ORI_TRACE_FIRST + ORI_TRACE_LAST) return;
    OriLocation last[ORI_TRACE_LAST];
    for (int64_t index = 0; index < ORI_TRACE_LAST; index++) {
        int64_t at = (trace->count - ORI_TRACE_FIRST + index) % ORI_TRACE_LAST;
        last[index] = trace->places[ORI_TRACE_FIRST + at];
    }
    for (int64_t index = 0; index < ORI_TRACE_LAST; index++) trace->places[ORI_TRACE_FIRST + index] = last[index];
}

void ori_trace_collect(OriTrace *trace, const void *outermost) {
    if (frames != NULL && frames->table != NULL) {
        const Table *table = frames->table;
        const Node *nodes = (const Node *)(table->rows + table->row_count);
        const char *texts = (const char *)(nodes + table->node_count);
        Walk walk = {table, nodes, texts, (uintptr_t)outermost, trace};
        _Unwind_Backtrace(visit, &walk);
    }
    turn(trace);
}

int64_t ori_trace_length(const OriTrace *trace) {
    int64_t most = ORI_TRACE_FIRST + ORI_TRACE_LAST;
    return trace->count < most ? trace->count : most;
}

int64_t ori_trace_left_out(const OriTrace *trace) { return trace->count - ori_trace_length(trace); }
