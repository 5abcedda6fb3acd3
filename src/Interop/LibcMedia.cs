using System.Runtime.InteropServices;

namespace SipEdge.Interop;

/// <summary>What the media loops need beside the rest: single datagrams and exact waiting.</summary>
internal static unsafe partial class Libc
{
    private const int ClockMonotonic = 1;
    private const int TimerAbsolute = 1;
    private const long NanosecondsPerSecond = 1_000_000_000;

    // asm/unistd.h
    private static readonly nint SendToNumber = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 44 : 206;
    private static readonly nint ReceiveFromNumber = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 45 : 207;

    /// <summary>
    /// recvfrom(2) on a non-blocking socket. With <see cref="MsgTrunc"/> the result is the datagram's real length, which
    /// may be more than fitted.
    /// </summary>
    public static int ReceiveFrom(int socket, byte* buffer, int length, int flags, SocketAddress* source)
    {
        uint sourceLength = SocketAddress.Size;
        return (int)Result(SocketCall(
            ReceiveFromNumber, socket, buffer, (nuint)length, flags, source, (nuint)(&sourceLength)));
    }

    /// <summary>sendto(2) on a non-blocking socket.</summary>
    public static int SendTo(int socket, byte* buffer, int length, int flags, SocketAddress* target, uint targetLength) =>
        (int)Result(SocketCall(SendToNumber, socket, buffer, (nuint)length, flags, target, targetLength));

    /// <summary>epoll_wait(2) that never waits, and so needs no GC transition.</summary>
    public static int EpollPoll(int epoll, EpollEvents events) =>
        Result(EpollPollCall(epoll, events.Pointer, events.Capacity, 0));

    /// <summary>
    /// Sleeps until the monotonic clock, the one behind Stopwatch, shows so many nanoseconds; less on a signal.
    /// </summary>
    public static void SleepUntil(long nanoseconds)
    {
        var time = stackalloc long[2];
        time[0] = nanoseconds / NanosecondsPerSecond;
        time[1] = nanoseconds % NanosecondsPerSecond;
        _ = ClockNanosleepCall(ClockMonotonic, TimerAbsolute, time, null);
    }

    // The functions of those names are points of thread cancellation: around every call they change a word of the thread
    // with a locked instruction, which costs more than entering the kernel. syscall(2) is none.
    [LibraryImport(Library, EntryPoint = "syscall")]
    [SuppressGCTransition]
    private static partial nint SocketCall(
        nint number, nint socket, void* buffer, nuint length, nint flags, SocketAddress* address, nuint addressLength);

    [LibraryImport(Library, EntryPoint = "epoll_wait")]
    [SuppressGCTransition]
    private static partial int EpollPollCall(int epoll, void* events, int count, int timeoutMs);

    [LibraryImport(Library, EntryPoint = "clock_nanosleep")]
    private static partial int ClockNanosleepCall(int clock, int flags, void* time, void* remaining);
}
