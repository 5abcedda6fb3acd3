using System.Runtime.InteropServices;
using SipEdge.Interop;
using SipEdge.Media.Rtp;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Relay;

/// <summary>One datagram on its way through the loop.</summary>
internal unsafe struct RelayPacket
{
    public byte* Data;
    public int Length;
    public MediaStream From;
    public MediaEndpoint Source;
    public RtpHeader Header;
    public SourceVerdict Verdict;

    /// <summary>What it is taken for: at first by the socket it came to, then by what it holds.</summary>
    public PacketKind Kind;

    /// <summary>Place in the SRTP batch of this step, or -1.</summary>
    public int Srtp;

    /// <summary>Still to be relayed.</summary>
    public bool Alive;
}

/// <summary>The packets of one turn of a loop, in native memory. Allocated once per loop; owned by it.</summary>
internal sealed unsafe class PacketBatch : IDisposable
{
    public const int Capacity = 128;

    /// <summary>Longest datagram relayed: any that fits an Ethernet frame, and jumbo ones a little.</summary>
    public const int MaxPacket = 1900;

    // Not a power of two: packets at equal offsets would compete for the same cache sets.
    private const int Stride = 2112;

    private readonly RelayPacket[] _packets = new RelayPacket[Capacity];
    private readonly byte* _memory = (byte*)NativeMemory.AlignedAlloc(Capacity * Stride, 64);
    private readonly SocketAddress* _address = (SocketAddress*)NativeMemory.AllocZeroed((nuint)sizeof(SocketAddress));

    public PacketBatch()
    {
        for (var i = 0; i < Capacity; i++)
        {
            _packets[i].Data = _memory + (i * Stride);
        }

        System.Diagnostics.Debug.Assert(MaxPacket + SrtpBatch.Slack <= Stride, "hash padding fits behind a packet");
    }

    public int Count { get; set; }

    public bool IsFull => Count == Capacity;

    public Span<RelayPacket> Packets => _packets.AsSpan(0, Count);

    /// <summary>Where the kernel puts a datagram's source, and takes a target from.</summary>
    public SocketAddress* Address => _address;

    public ref RelayPacket Next => ref _packets[Count];

    public SrtpBatch Srtp { get; } = new(Capacity);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        NativeMemory.Free(_address);
    }
}
