using BenchmarkDotNet.Attributes;
using SipEdge.Media.Quality;
using SipEdge.Media.Rtp;

namespace SipEdge.Bench;

/// <summary>What counting costs a relayed packet, and what a reader pays for the rating.</summary>
[MemoryDiagnoser]
public class QualityBenchmarks
{
    private const int Clock = 8000;
    private const long PacketTime = 20_000_000;

    private StreamMonitor _monitor;
    private StreamMonitor _other;
    private int _packet;

    [GlobalSetup]
    public void Setup()
    {
        _monitor.Clear();
        _other.Clear();
        for (var i = 0; i < 1000; i++)
        {
            AcceptPacket();
        }
    }

    [Benchmark]
    public void AcceptPacket()
    {
        _packet++;
        _monitor.AcceptRtp(
            new RtpHeader(8, false, (ushort)_packet, (uint)(_packet * 160), 1, 12), Clock, _packet * PacketTime);
    }

    /// <summary>One packet in twenty is missing.</summary>
    [Benchmark]
    public void AcceptPacketWithLoss()
    {
        _packet += _packet % 20 == 0 ? 2 : 1;
        _monitor.AcceptRtp(
            new RtpHeader(8, false, (ushort)_packet, (uint)(_packet * 160), 1, 12), Clock, _packet * PacketTime);
    }

    [Benchmark]
    public double ReadAndRate() =>
        VoiceEstimate.From(_monitor.Read(default, Clock, Clock, _packet * PacketTime), null)!.Value.Mos;
}
