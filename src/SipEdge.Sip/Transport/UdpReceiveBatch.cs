using System.Runtime.InteropServices;
using static SipEdge.Interop.Libc;

namespace SipEdge.Sip.Transport;

/// <summary>
/// Room for a batch of the longest datagrams, shared by all sockets of a loop. Memory that no datagram has reached yet costs
/// only addresses. Owned by the loop.
/// </summary>
internal sealed unsafe class UdpReceiveBatch : IDisposable
{
    public const int Size = 32;
    private const int MaxDatagram = 65_536;

    private readonly byte* _data = (byte*)NativeMemory.Alloc(Size, MaxDatagram);
    private readonly BatchMessage* _batch = (BatchMessage*)NativeMemory.AllocZeroed(Size, (nuint)sizeof(BatchMessage));
    private readonly IoVector* _vectors = (IoVector*)NativeMemory.AllocZeroed(Size, (nuint)sizeof(IoVector));
    private readonly Interop.SocketAddress* _names =
        (Interop.SocketAddress*)NativeMemory.AllocZeroed(Size, (nuint)sizeof(Interop.SocketAddress));

    public UdpReceiveBatch()
    {
        for (var index = 0; index < Size; index++)
        {
            _vectors[index].Base = _data + ((long)index * MaxDatagram);
            _vectors[index].Length = MaxDatagram;
            _batch[index].Header.Name = _names + index;
            _batch[index].Header.Vectors = _vectors + index;
            _batch[index].Header.VectorCount = 1;
        }
    }

    /// <summary>How many datagrams were read; 0 when there are none, or only an error that was waiting on the socket.</summary>
    public int Receive(UdpListener listener)
    {
        for (var index = 0; index < Size; index++)
        {
            _batch[index].Header.NameLength = Interop.SocketAddress.Size;
        }

        return Math.Max(0, ReceiveBatch(listener.Descriptor, _batch, Size, MsgDontwait));
    }

    public ReadOnlySpan<byte> Datagram(int index) => new(_vectors[index].Base, (int)_batch[index].Length);

    public SocketEndpoint Source(int index) => new(_names[index].Address, _names[index].Port);

    public void Dispose()
    {
        NativeMemory.Free(_data);
        NativeMemory.Free(_batch);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_names);
    }
}
