using System.Runtime.InteropServices;

namespace SipEdge.Interop;

/// <summary>
/// The C library's socket calls, as the kernel means them: every method returns its result or minus errno, so that no
/// caller has to remember to ask for the error. Linux only (docs/decisions/0002). Everything is blittable. Calls that
/// can neither block nor run long leave out the GC transition; those that may (epoll_wait) or that work through a
/// whole batch (recvmmsg, sendmmsg) keep it, so that they never hold up a collection.
/// </summary>
internal static unsafe partial class Libc
{
    private const string Library = "libc";

    // linux/socket.h, asm-generic/socket.h
    public const int AfInet = 2;
    public const int AfInet6 = 10;
    public const int SockDgram = 2;
    public const int SockNonblock = 0x800;
    public const int SockCloexec = 0x80000;
    public const int SolSocket = 1;
    public const int SoRcvBuf = 8;
    public const int SoReusePort = 15;
    public const int SoRcvBufForce = 33;
    public const int IpprotoIp = 0;
    public const int IpprotoIpv6 = 41;
    public const int IpTos = 1;
    public const int Ipv6V6Only = 26;
    public const int Ipv6Tclass = 67;
    public const int MsgDontwait = 0x40;
    public const int MsgTrunc = 0x20;

    // linux/eventpoll.h, linux/eventfd.h
    public const uint EpollIn = 0x001;
    public const uint EpollExclusive = 1u << 28;
    public const int EpollAdd = 1;
    public const int EpollCloexec = 0x80000;
    public const int EventfdCloexec = 0x80000;
    public const int EventfdNonblock = 0x800;

    // asm-generic/errno*.h
    public const int Eintr = 4;
    public const int Eagain = 11;
    public const int Enomem = 12;
    public const int Eacces = 13;
    public const int Eaddrinuse = 98;
    public const int Eaddrnotavail = 99;
    public const int Enobufs = 105;

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct IoVector
    {
        public void* Base;
        public nuint Length;
    }

    /// <summary>struct msghdr of a 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>struct mmsghdr: one datagram of a batch.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct BatchMessage
    {
        public MessageHeader Header;
        public uint Length;
    }

    /// <summary>socket(2). Pass the type with <see cref="SockNonblock"/> and <see cref="SockCloexec"/>.</summary>
    public static int Socket(int family, int type, int protocol) => Result(SocketCall(family, type, protocol));

    /// <summary>dup(2): another descriptor of the same socket.</summary>
    public static int Duplicate(int descriptor) => Result(DuplicateCall(descriptor));

    public static int Close(int descriptor) => Result(CloseCall(descriptor));

    public static int Bind(int socket, in SocketAddress address)
    {
        fixed (SocketAddress* pointer = &address)
        {
            return Result(BindCall(socket, pointer, address.Length));
        }
    }

    /// <summary>connect(2): for a datagram socket it fixes the peer and cannot block.</summary>
    public static int Connect(int socket, in SocketAddress address)
    {
        fixed (SocketAddress* pointer = &address)
        {
            return Result(ConnectCall(socket, pointer, address.Length));
        }
    }

    public static int GetSocketName(int socket, out SocketAddress address)
    {
        address = default;
        var length = (uint)SocketAddress.Size;
        fixed (SocketAddress* pointer = &address)
        {
            return Result(GetSocketNameCall(socket, pointer, &length));
        }
    }

    public static int SetOption(int socket, int level, int option, int value) =>
        Result(SetOptionCall(socket, level, option, &value, sizeof(int)));

    public static int GetOption(int socket, int level, int option, out int value)
    {
        int read;
        uint length = sizeof(int);
        var result = Result(GetOptionCall(socket, level, option, &read, &length));
        value = read;
        return result;
    }

    /// <summary>recvmmsg(2) without a time-out: the number of datagrams read, or minus errno.</summary>
    public static int ReceiveBatch(int socket, BatchMessage* messages, int count, int flags) =>
        Result(ReceiveBatchCall(socket, messages, (uint)count, flags, null));

    /// <summary>sendmmsg(2): how many left; an error is reported only when the first one failed.</summary>
    public static int SendBatch(int socket, BatchMessage* messages, int count, int flags) =>
        Result(SendBatchCall(socket, messages, (uint)count, flags));

    public static int EpollCreate() => Result(EpollCreateCall(EpollCloexec));

    /// <summary>epoll_ctl(2); <paramref name="data"/> comes back with every event of this descriptor.</summary>
    public static int EpollControl(int epoll, int operation, int descriptor, uint events, ulong data)
    {
        var buffer = stackalloc byte[EpollEvents.Stride];
        EpollEvents.Write(buffer, events, data);
        return Result(EpollControlCall(epoll, operation, descriptor, buffer));
    }

    /// <summary>epoll_wait(2): the number of events; 0 also when a signal interrupted the wait.</summary>
    public static int EpollWait(int epoll, EpollEvents events, int timeoutMs)
    {
        var result = Result(EpollWaitCall(epoll, events.Pointer, events.Capacity, timeoutMs));
        return result == -Eintr ? 0 : result;
    }

    /// <summary>A non-blocking, close-on-exec eventfd at zero.</summary>
    public static int EventfdCreate() => Result(EventfdCall(0, EventfdCloexec | EventfdNonblock));

    /// <summary>Adds one to the eventfd; its readers wake.</summary>
    public static int EventfdSignal(int eventfd)
    {
        ulong one = 1;
        return (int)Result(WriteCall(eventfd, &one, sizeof(ulong)));
    }

    /// <summary>Sets the eventfd back to zero.</summary>
    public static int EventfdClear(int eventfd)
    {
        ulong count;
        return (int)Result(ReadCall(eventfd, &count, sizeof(ulong)));
    }

    private static int Result(int value) => value >= 0 ? value : -Marshal.GetLastSystemError();

    private static nint Result(nint value) => value >= 0 ? value : -Marshal.GetLastSystemError();

    [LibraryImport(Library, EntryPoint = "socket")]
    private static partial int SocketCall(int family, int type, int protocol);

    [LibraryImport(Library, EntryPoint = "dup")]
    private static partial int DuplicateCall(int descriptor);

    [LibraryImport(Library, EntryPoint = "close")]
    private static partial int CloseCall(int descriptor);

    [LibraryImport(Library, EntryPoint = "bind")]
    [SuppressGCTransition]
    private static partial int BindCall(int socket, SocketAddress* address, uint length);

    [LibraryImport(Library, EntryPoint = "connect")]
    private static partial int ConnectCall(int socket, SocketAddress* address, uint length);

    [LibraryImport(Library, EntryPoint = "getsockname")]
    [SuppressGCTransition]
    private static partial int GetSocketNameCall(int socket, SocketAddress* address, uint* length);

    [LibraryImport(Library, EntryPoint = "setsockopt")]
    [SuppressGCTransition]
    private static partial int SetOptionCall(int socket, int level, int option, void* value, uint length);

    [LibraryImport(Library, EntryPoint = "getsockopt")]
    [SuppressGCTransition]
    private static partial int GetOptionCall(int socket, int level, int option, void* value, uint* length);

    [LibraryImport(Library, EntryPoint = "recvmmsg")]
    private static partial int ReceiveBatchCall(int socket, BatchMessage* messages, uint count, int flags, void* timeout);

    [LibraryImport(Library, EntryPoint = "sendmmsg")]
    private static partial int SendBatchCall(int socket, BatchMessage* messages, uint count, int flags);

    [LibraryImport(Library, EntryPoint = "epoll_create1")]
    private static partial int EpollCreateCall(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl")]
    [SuppressGCTransition]
    private static partial int EpollControlCall(int epoll, int operation, int descriptor, void* epollEvent);

    [LibraryImport(Library, EntryPoint = "epoll_wait")]
    private static partial int EpollWaitCall(int epoll, void* events, int count, int timeoutMs);

    [LibraryImport(Library, EntryPoint = "eventfd")]
    private static partial int EventfdCall(uint initial, int flags);

    [LibraryImport(Library, EntryPoint = "read")]
    [SuppressGCTransition]
    private static partial nint ReadCall(int descriptor, void* buffer, nuint length);

    [LibraryImport(Library, EntryPoint = "write")]
    [SuppressGCTransition]
    private static partial nint WriteCall(int descriptor, void* buffer, nuint length);
}
