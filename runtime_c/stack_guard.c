/* Turns a stack overflow into a panic, where the system lets us tell it from other bad accesses. */
#include "internal.h"

#if (defined(__linux__) || defined(__APPLE__)) && (defined(__x86_64__) || defined(__aarch64__))

#if defined(__APPLE__)
#define _XOPEN_SOURCE 600
#define _DARWIN_C_SOURCE
#endif

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <ucontext.h>

#define SIGNAL_STACK_SIZE ((size_t)1 << 16)
#define LARGEST_FRAME ((uintptr_t)1 << 20)

static atomic_bool is_enabled;
static struct sigaction previous_segv;
static struct sigaction previous_bus;

static uintptr_t stack_pointer(const void *context) {
    const ucontext_t *user = context;
#if defined(__APPLE__) && defined(__aarch64__)
    return (uintptr_t)user->uc_mcontext->__ss.__sp;
#elif defined(__APPLE__)
    return (uintptr_t)user->uc_mcontext->__ss.__rsp;
#elif defined(__aarch64__)
    return (uintptr_t)user->uc_mcontext.sp;
#else
    return (uintptr_t)user->uc_mcontext.gregs[15]; /* REG_RSP, which only _GNU_SOURCE names */
#endif
}

/* An access just around the stack pointer can only fail when the stack is used up. Everything else goes to whoever
 * handled it before: with the old action back in place, the instruction fails again. */
static void handle(int signal_number, siginfo_t *info, void *context) {
    uintptr_t address = (uintptr_t)info->si_addr;
    uintptr_t top = stack_pointer(context);
    bool is_near_stack = address + LARGEST_FRAME > top && address < top + LARGEST_FRAME;
    if (is_near_stack && ori_panic_stack_overflow()) return;
    sigaction(signal_number, signal_number == SIGSEGV ? &previous_segv : &previous_bus, NULL);
}

void ori_stack_guard_enable(void) {
    if (atomic_exchange(&is_enabled, true)) return;
    struct sigaction action = {.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    action.sa_sigaction = handle;
    sigemptyset(&action.sa_mask);
    sigaction(SIGSEGV, &action, &previous_segv);
    sigaction(SIGBUS, &action, &previous_bus);
}

void ori_signal_stack_enter(OriSignalStack *stack) {
    stack_t current;
    if (!atomic_load(&is_enabled)) return;
    if (sigaltstack(NULL, &current) != 0 || (current.ss_flags & SS_DISABLE) == 0) return;
    stack->memory = malloc(SIGNAL_STACK_SIZE);
    if (stack->memory == NULL) return;
    stack_t ours = {.ss_sp = stack->memory, .ss_size = SIGNAL_STACK_SIZE};
    sigaltstack(&ours, NULL);
}

void ori_signal_stack_leave(OriSignalStack *stack) {
    if (stack->memory == NULL) return;
    stack_t none = {.ss_flags = SS_DISABLE, .ss_size = SIGNAL_STACK_SIZE};
    sigaltstack(&none, NULL);
    free(stack->memory);
}

#else

void ori_stack_guard_enable(void) {}
void ori_signal_stack_enter(OriSignalStack *stack) { (void)stack; }
void ori_signal_stack_leave(OriSignalStack *stack) { (void)stack; }

#endif
