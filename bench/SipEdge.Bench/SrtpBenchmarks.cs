using System.Buffers.Binary;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using SipEdge.Media.Srtp;

namespace SipEdge.Bench;

/// <summary>
/// SRTP of one 20 ms G.711 packet (172 bytes): alone, and in batches of 16 under 16 keys as the relay has them. An index
/// can be unprotected only once, so unprotecting is measured behind protecting: take the difference.
/// </summary>
[MemoryDiagnoser]
public unsafe class SrtpBenchmarks : IDisposable
{
    private const int BatchSize = 16;
    private const int PacketLength = 172;
    private const int Room = 2112;

    private readonly SrtpContext[] _senders = new SrtpContext[BatchSize];
    private readonly SrtpContext[] _receivers = new SrtpContext[BatchSize];
    private readonly SrtpBatch _batch = new(BatchSize);
    private readonly byte* _memory = (byte*)NativeMemory.AlignedAlloc(BatchSize * Room, 64);
    private ushort _sequence;
    private int _secureLength;

    [Params(
        SrtpSuite.AesCm128HmacSha1_80,
        SrtpSuite.AesCm256HmacSha1_80,
        SrtpSuite.AeadAes128Gcm,
        SrtpSuite.AeadAes256Gcm)]
    public SrtpSuite Suite { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _secureLength = PacketLength + SrtpSuites.TagLength(Suite);
        for (var i = 0; i < BatchSize; i++)
        {
            var key = SrtpKey.Random(Suite);
            _senders[i] = new SrtpContext(key);
            _receivers[i] = new SrtpContext(key);
            var packet = new Span<byte>(_memory + (i * Room), Room);
            packet.Clear();
            packet[0] = 0x80;
        }
    }

    [Benchmark]
    public int ProtectOne() => Protect(NextPacket());

    [Benchmark]
    public SrtpStatus ProtectAndUnprotectOne()
    {
        var packet = NextPacket();
        return _receivers[0].Unprotect(packet[..Protect(packet)], out _);
    }

    [Benchmark(OperationsPerInvoke = BatchSize)]
    public void ProtectBatch()
    {
        Fill(_senders, PacketLength);
        _batch.Protect();
    }

    [Benchmark(OperationsPerInvoke = BatchSize)]
    public void ProtectAndUnprotectBatch()
    {
        Fill(_senders, PacketLength);
        _batch.Protect();
        _batch.Clear();
        for (var i = 0; i < BatchSize; i++)
        {
            _batch.Add(_receivers[i], _memory + (i * Room), _secureLength);
        }

        _batch.Unprotect();
        if (_batch.Result(BatchSize - 1, out _) != SrtpStatus.Ok)
        {
            throw new InvalidOperationException("What is measured must work");
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        GC.SuppressFinalize(this);
    }

    private Span<byte> NextPacket()
    {
        var packet = new Span<byte>(_memory, Room);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], ++_sequence);
        return packet;
    }

    private int Protect(Span<byte> packet) =>
        _senders[0].Protect(packet, PacketLength, out var length) == SrtpStatus.Ok
            ? length
            : throw new InvalidOperationException("What is measured must work");

    private void Fill(SrtpContext[] contexts, int length)
    {
        _batch.Clear();
        _sequence++;
        for (var i = 0; i < BatchSize; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(_memory + (i * Room) + 2, 2), _sequence);
            _batch.Add(contexts[i], _memory + (i * Room), length);
        }
    }
}
