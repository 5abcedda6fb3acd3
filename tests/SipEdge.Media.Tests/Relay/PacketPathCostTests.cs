using System.Reflection;
using SipEdge.Media.Relay;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests.Relay;

/// <summary>What every relayed packet is spared: bytes on the heap, and waiting for anybody.</summary>
public sealed class PacketPathCostTests
{
    public enum Shape
    {
        AsItIs,
        Mux,
        Translated,
        Watched,
        Padded,
    }

    public static TheoryData<SrtpSuite, SrtpSuite, Shape> Combinations
    {
        get
        {
            var data = new TheoryData<SrtpSuite, SrtpSuite, Shape>();
            foreach (var suite in (SrtpSuite[])[SrtpSuite.None, .. SrtpSuites.All])
            {
                foreach (var shape in Enum.GetValues<Shape>())
                {
                    data.Add(suite, suite, shape);
                    if (suite != SrtpSuite.None)
                    {
                        data.Add(suite, SrtpSuite.None, shape);
                        data.Add(SrtpSuite.None, suite, shape);
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void A_packet_allocates_nothing_whatever_the_sides_are(SrtpSuite suiteA, SrtpSuite suiteB, Shape shape)
    {
        using var steps = new StepsFixture();
        var keyA = Key(suiteA);
        steps.Configure(MediaSide.A, Settings(StepsFixture.PeerA, keyA, Key(suiteA), shape));
        steps.Configure(MediaSide.B, Settings(StepsFixture.PeerB, Key(suiteB), Key(suiteB), shape));
        var sender = keyA.IsNone ? null : new SrtpContext(keyA);
        var sequence = 0;
        var packet = TestPackets.Rtp(1, 0);
        var report = TestPackets.SenderReport(1, 1);
        var (buffer, reportBuffer) = (new byte[packet.Length + 64], new byte[report.Length + 64]);
        Allocations.AssertNone(() =>
        {
            for (var i = 0; i < 16; i++)
            {
                packet.CopyTo(buffer, 0);
                (buffer[2], buffer[3]) = ((byte)(++sequence >> 8), (byte)sequence);
                var length = packet.Length;
                _ = sender?.Protect(buffer, packet.Length, out length);
                steps.Receive(MediaSide.A, StepsFixture.PeerA, buffer.AsSpan(0, length));
            }

            report.CopyTo(reportBuffer, 0);
            var reportLength = report.Length;
            _ = sender?.ProtectRtcp(reportBuffer, report.Length, out reportLength);
            var rtcp = shape == Shape.Mux ? StepsFixture.PeerA : Rtcp(StepsFixture.PeerA);
            steps.Receive(MediaSide.A, rtcp, reportBuffer.AsSpan(0, reportLength), rtcp: shape != Shape.Mux);
            Relayed(steps, 17);
        });
    }

    [Fact]
    public void Fax_and_end_to_end_packets_allocate_nothing()
    {
        using var fax = new StepsFixture();
        fax.Configure(MediaSide.A, Plain(StepsFixture.PeerA) with { Transport = MediaTransport.Udptl });
        fax.Configure(MediaSide.B, Plain(StepsFixture.PeerB) with { Transport = MediaTransport.Udptl });
        Allocations.AssertNone(() =>
        {
            fax.Receive(MediaSide.A, StepsFixture.PeerA, [0, 1, 2, 3]);
            Relayed(fax, 1);
        });

        using var opaque = new StepsFixture();
        var key = Key(SrtpSuite.AesCm128HmacSha1_80);
        opaque.Configure(MediaSide.A, Settings(StepsFixture.PeerA, key, default, Shape.AsItIs) with { Opaque = true });
        opaque.Configure(MediaSide.B, Plain(StepsFixture.PeerB) with { Opaque = true });
        var sender = new SrtpContext(key);
        var packet = TestPackets.Rtp(1, 0);
        var buffer = new byte[packet.Length + 64];
        var sequence = 0;
        Allocations.AssertNone(() =>
        {
            packet.CopyTo(buffer, 0);
            (buffer[2], buffer[3]) = ((byte)(++sequence >> 8), (byte)sequence);
            sender.Protect(buffer, packet.Length, out var length);
            opaque.Receive(MediaSide.A, StepsFixture.PeerA, buffer.AsSpan(0, length));
            Relayed(opaque, 1);
        });
    }

    /// <summary>Every method that the steps and the loop's turn can reach is read for a call that waits.</summary>
    [Fact]
    public void Nothing_on_the_way_of_a_packet_takes_a_lock()
    {
        const BindingFlags Any =
            BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var loop = typeof(RelayLoop).GetMethod("Turn", Any)!;
        var (seen, waiting) = Reach(loop);
        Assert.Empty(waiting);
        Assert.Contains(seen, method => method.Name == nameof(SrtpContext.UnprotectRtcp));
        Assert.Contains(seen, method => method.DeclaringType == typeof(SendStep));

        // The same look at opening a session finds the gate, so it does find locks.
        Assert.NotEmpty(Reach(typeof(RelayPlane).GetMethod(nameof(RelayPlane.Open))!).Waiting);
    }

    private static (HashSet<MethodBase> Seen, List<string> Waiting) Reach(MethodBase start)
    {
        var seen = new HashSet<MethodBase>();
        var waiting = new List<string>();
        var next = new Stack<MethodBase>([start]);
        while (next.TryPop(out var method))
        {
            if (!seen.Add(method))
            {
                continue;
            }

            foreach (var called in IlCalls.Of(method))
            {
                if (called.DeclaringType is { } type && (type == typeof(Monitor) || type == typeof(Lock)
                    || type == typeof(SemaphoreSlim) || typeof(WaitHandle).IsAssignableFrom(type) || type == typeof(Thread)))
                {
                    // Its timestamps of a fence are no wait.
                    if (called.Name != nameof(Thread.MemoryBarrier))
                    {
                        waiting.Add($"{method.DeclaringType}.{method.Name} calls {type.Name}.{called.Name}");
                    }
                }
                else if (called.DeclaringType?.Assembly == typeof(RelayLoop).Assembly)
                {
                    next.Push(called);
                }
            }
        }

        return (seen, waiting);
    }

    private static void Relayed(StepsFixture steps, int expected)
    {
        if (steps.Relay() != expected)
        {
            Assert.Fail($"relayed other than {expected}");
        }
    }

    private static SrtpKey Key(SrtpSuite suite) => suite == SrtpSuite.None ? SrtpKey.None : SrtpKey.Random(suite);

    private static MediaEndpoint Rtcp(MediaEndpoint rtp) => rtp with { Port = (ushort)(rtp.Port + 1) };

    private static StreamSettings Plain(MediaEndpoint remote) => Settings(remote, default, default, Shape.AsItIs);

    private static StreamSettings Settings(MediaEndpoint remote, SrtpKey receive, SrtpKey send, Shape shape) =>
        new(remote, shape == Shape.Mux ? remote : Rtcp(remote), receive, send, LatchMode.Learn)
        {
            RtcpMux = shape == Shape.Mux,
            RtpPadding = (byte)(shape == Shape.Padded ? 64 : 0),
            Map = shape == Shape.Translated ? new PayloadMap([(0, 8)]) : null,
            Timeouts = shape == Shape.Watched
                ? new MediaTimeouts(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10))
                : MediaTimeouts.None,
        };
}
