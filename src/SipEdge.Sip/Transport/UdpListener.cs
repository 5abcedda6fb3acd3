using System.Net.Sockets;
using System.Runtime.InteropServices;
using SipEdge.Interop;
using static SipEdge.Interop.Libc;

namespace SipEdge.Sip.Transport;

/// <summary>
/// One UDP socket of one loop, and the batch of datagrams that waits to leave it. Every loop has its own socket on the same
/// address (SO_REUSEPORT); the kernel spreads sources over them. Owned by the loop.
/// </summary>
internal sealed unsafe class UdpListener : IDisposable
{
    private const int BatchSize = 32;

    /// <summary>The longest datagram and the batch around it.</summary>
    private const int ArenaSize = 128 * 1024;

    private readonly LoopCounters _counters;
    private readonly List<(long Token, Flow Flow)> _failed;
    private readonly int _family;
    private readonly byte* _arena = (byte*)NativeMemory.Alloc(ArenaSize);
    private readonly BatchMessage* _batch = (BatchMessage*)NativeMemory.AllocZeroed(BatchSize, (nuint)sizeof(BatchMessage));
    private readonly IoVector* _vectors = (IoVector*)NativeMemory.AllocZeroed(BatchSize, (nuint)sizeof(IoVector));
    private readonly Interop.SocketAddress* _names =
        (Interop.SocketAddress*)NativeMemory.AllocZeroed(BatchSize, (nuint)sizeof(Interop.SocketAddress));
    private readonly (long Token, SocketEndpoint To)[] _queued = new (long, SocketEndpoint)[BatchSize];
    private int _count;
    private int _used;

    private UdpListener(int socket, int family, ListenerSettings settings, LoopCounters counters,
        List<(long Token, Flow Flow)> failed)
    {
        Descriptor = socket;
        _family = family;
        Number = settings.Number;
        _counters = counters;
        _failed = failed;
        for (var index = 0; index < BatchSize; index++)
        {
            _batch[index].Header.Name = _names + index;
            _batch[index].Header.Vectors = _vectors + index;
            _batch[index].Header.VectorCount = 1;
        }
    }

    public int Descriptor { get; }

    public byte Number { get; }

    public int ReceiveBuffer { get; private init; }

    /// <exception cref="SocketException">The address cannot be bound.</exception>
    public static UdpListener Open(ListenerSettings settings, int port, bool shared, int receiveBuffer, LoopCounters counters,
        List<(long Token, Flow Flow)> failed)
    {
        var family = settings.Bind.AddressFamily == AddressFamily.InterNetwork ? AfInet : AfInet6;
        var socket = Check(settings.Inherited is { } bound
            ? Duplicate(bound)
            : Libc.Socket(family, SockDgram | SockNonblock | SockCloexec, 0));
        try
        {
            if (shared && settings.Inherited is null)
            {
                Check(SetOption(socket, SolSocket, SoReusePort, 1));
            }

            if (family == AfInet6 && settings.Inherited is null)
            {
                Check(SetOption(socket, IpprotoIpv6, Ipv6V6Only, 1));
            }

            // As much as allowed: the forced form needs a capability, the plain one is capped by net.core.rmem_max.
            if (SetOption(socket, SolSocket, SoRcvBufForce, receiveBuffer) < 0)
            {
                Check(SetOption(socket, SolSocket, SoRcvBuf, receiveBuffer));
            }

            if (settings.Inherited is null)
            {
                var bind = SocketEndpoint.From(settings.Bind);
                Check(Bind(socket, Interop.SocketAddress.Create(family, bind.Address, (ushort)port)));
            }

            Check(GetOption(socket, SolSocket, SoRcvBuf, out var actual));
            return new UdpListener(socket, family, settings, counters, failed) { ReceiveBuffer = actual / 2 };
        }
        catch (SocketException)
        {
            Close(socket);
            throw;
        }
    }

    public ushort BoundPort() => GetSocketName(Descriptor, out var name) < 0 ? (ushort)0 : name.Port;

    /// <summary>Puts a datagram into the batch; the batch leaves when it is full or the loop has done its round.</summary>
    public bool TryQueue(SocketEndpoint to, ReadOnlySpan<byte> message, long token)
    {
        const int MaxDatagram = 65_507;
        if (message.Length > MaxDatagram || (to.IsIpv4 != (_family == AfInet)) || to.Port == 0)
        {
            _counters.SendErrors++;
            return false;
        }

        if (_count == BatchSize || _used + message.Length > ArenaSize)
        {
            Flush();
        }

        message.CopyTo(new Span<byte>(_arena + _used, message.Length));
        _names[_count] = Interop.SocketAddress.Create(_family, to.Address, to.Port);
        _batch[_count].Header.NameLength = _names[_count].Length;
        _vectors[_count].Base = _arena + _used;
        _vectors[_count].Length = (nuint)message.Length;
        _queued[_count++] = (token, to);
        _used += message.Length;
        return true;
    }

    public void Flush()
    {
        for (var sent = 0; sent < _count;)
        {
            var result = SendBatch(Descriptor, _batch + sent, _count - sent, MsgDontwait);
            if (result > 0)
            {
                for (var index = sent; index < sent + result; index++)
                {
                    _counters.BytesSent += (long)_vectors[index].Length;
                }

                _counters.DatagramsSent += result;
                sent += result;
            }
            else if (result is -Eagain or -Enobufs or -Enomem)
            {
                // As if lost on the way: what needs an answer is sent again by its transaction.
                _counters.SendBufferFull += _count - sent;
                break;
            }
            else if (result != -Eintr)
            {
                // The error belongs to the first of the rest.
                _counters.SendErrors++;
                var (token, to) = _queued[sent++];
                if (token != 0)
                {
                    _failed.Add((token, new Flow(TransportKind.Udp, Number, 0, to)));
                }
            }
        }

        _count = 0;
        _used = 0;
    }

    public void Dispose()
    {
        Close(Descriptor);
        NativeMemory.Free(_arena);
        NativeMemory.Free(_batch);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_names);
    }

    private static int Check(int result) => result >= 0 ? result : throw new SocketException((int)(-result switch
    {
        Eacces => SocketError.AccessDenied,
        Eaddrinuse => SocketError.AddressAlreadyInUse,
        Eaddrnotavail => SocketError.AddressNotAvailable,
        _ => SocketError.SocketError,
    }));
}
