using System.Buffers.Binary;
using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using static SipEdge.Load.Sockets.Libc;

namespace SipEdge.Load.Sockets;

/// <summary>
/// One UDP socket that reads and writes in batches from memory of its own. Used by one thread; allocates nothing after
/// construction.
/// </summary>
internal sealed unsafe class UdpBatch : IDisposable
{
    private const int Capacity = 64;
    private readonly Socket _socket;
    private readonly int _descriptor;
    private readonly int _size;
    private readonly Side _in;
    private readonly Side _out;
    private int _pending;

    internal UdpBatch(Ipv4Endpoint local, int largestDatagram)
    {
        Local = local;
        _size = largestDatagram;
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        // SO_RCVBUFFORCE, SO_SNDBUFFORCE: a full queue here would be counted as the other side's loss.
        _socket.SetRawSocketOption(1, 33, BitConverter.GetBytes(64 << 20));
        _socket.SetRawSocketOption(1, 32, BitConverter.GetBytes(16 << 20));
        _socket.Bind(local.ToIPEndPoint());
        _descriptor = (int)_socket.SafeHandle.DangerousGetHandle();
        _in = new Side(largestDatagram);
        _out = new Side(largestDatagram);
    }

    internal Ipv4Endpoint Local { get; }

    internal int Descriptor => _descriptor;

    /// <summary>What is there, at most one batch; 0 when nothing is.</summary>
    internal int Receive()
    {
        for (int i = 0; i < Capacity; i++)
        {
            _in.Entries[i].Header.NameLength = (uint)sizeof(SocketAddress);
            _in.Vectors[i].Length = (nuint)_size;
        }

        int count = ReceiveBatch(_descriptor, _in.Entries, Capacity, DontWait, null);
        if (count >= 0)
        {
            return count;
        }

        const int Again = 11, Interrupted = 4;
        int error = Marshal.GetLastPInvokeError();
        return error is Again or Interrupted ? 0 : throw new Win32Exception(error, $"recvmmsg on {Local}");
    }

    internal ReadOnlySpan<byte> Received(int index) => new(_in.Vectors[index].Base, (int)_in.Entries[index].Length);

    /// <summary>As <see cref="Received"/>, for decrypting in place.</summary>
    internal Span<byte> ReceivedForChange(int index) => new(_in.Vectors[index].Base, (int)_in.Entries[index].Length);

    internal Ipv4Endpoint Source(int index)
    {
        ref SocketAddress address = ref _in.Addresses[index];
        return new(BinaryPrimitives.ReverseEndianness(address.AddressNetworkOrder),
            BinaryPrimitives.ReverseEndianness(address.PortNetworkOrder));
    }

    /// <summary>Room for one datagram; <see cref="Commit"/> queues it.</summary>
    internal Span<byte> Reserve()
    {
        if (_pending == Capacity)
        {
            Flush();
        }

        return new(_out.Vectors[_pending].Base, _size);
    }

    internal void Commit(int length, Ipv4Endpoint target)
    {
        ref SocketAddress address = ref _out.Addresses[_pending];
        address.Family = 2;
        address.AddressNetworkOrder = BinaryPrimitives.ReverseEndianness(target.Address);
        address.PortNetworkOrder = BinaryPrimitives.ReverseEndianness(target.Port);
        _out.Vectors[_pending].Length = (nuint)length;
        _pending++;
    }

    internal bool Full => _pending == Capacity;

    internal void Flush()
    {
        int sent = 0;
        while (sent < _pending)
        {
            int count = SendBatch(_descriptor, _out.Entries + sent, (uint)(_pending - sent), 0);
            if (count < 0)
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError(), $"sendmmsg on {Local}");
            }

            sent += count;
        }

        _pending = 0;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _in.Dispose();
        _out.Dispose();
    }

    /// <summary>The native memory of one direction.</summary>
    private sealed class Side : IDisposable
    {
        internal readonly BatchEntry* Entries;
        internal readonly IoVector* Vectors;
        internal readonly SocketAddress* Addresses;
        private readonly byte* _buffers;

        internal Side(int size)
        {
            Entries = (BatchEntry*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(BatchEntry));
            Vectors = (IoVector*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(IoVector));
            Addresses = (SocketAddress*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(SocketAddress));
            _buffers = (byte*)NativeMemory.AllocZeroed(Capacity, (nuint)size);
            for (int i = 0; i < Capacity; i++)
            {
                Vectors[i] = new IoVector { Base = _buffers + (i * size), Length = (nuint)size };
                Entries[i].Header = new MessageHeader
                {
                    Name = Addresses + i,
                    NameLength = (uint)sizeof(SocketAddress),
                    Vectors = Vectors + i,
                    VectorCount = 1,
                };
            }
        }

        public void Dispose()
        {
            NativeMemory.Free(Entries);
            NativeMemory.Free(Vectors);
            NativeMemory.Free(Addresses);
            NativeMemory.Free(_buffers);
        }
    }
}
