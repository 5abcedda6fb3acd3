using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SipEdge.Media.Relay;

namespace SipEdge.Media.Tests.Relay;

/// <summary>Descriptors of the whole process are counted here, so nothing may run beside it.</summary>
[CollectionDefinition("descriptors", DisableParallelization = true)]
public sealed class DescriptorsCollection;

[Collection("descriptors")]
public sealed class ReleaseTests
{
    private const int Calls = 20_000;
    private const int SocketsPerCall = 4;

    /// <summary>Left to the test's own process: files, pipes, the runner.</summary>
    private const int Reserve = 500;

    private static int OpenDescriptors => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();

    private static int DescriptorLimit => int.Parse(
        File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[3],
        CultureInfo.InvariantCulture);

    /// <summary>As many at a time as the limit of descriptors lets be open, over addresses that hold 5,000 pairs each.</summary>
    [Fact]
    public void Twenty_thousand_calls_give_back_every_descriptor_and_every_port()
    {
        using var plane = new RelayPlane(new RelayOptions
        {
            FirstPort = 10000,
            LastPort = 19999,
            MaxSessions = Calls,
            Loops = 2,
        });
        var pairs = new[] { Addresses(251), Addresses(252), Addresses(253), Addresses(254) };
        var before = OpenDescriptors;
        var atOnce = Math.Min(4 * 5000, (DescriptorLimit - before - Reserve) / SocketsPerCall);
        var open = new Queue<MediaSessionId>();
        var watch = Stopwatch.StartNew();
        for (var call = 0; call < Calls; call++)
        {
            if (open.Count == atOnce)
            {
                CloseAll(plane, open);
                Assert.Equal(before, OpenDescriptors);
            }

            var status = plane.Open(0, false, pairs[call % pairs.Length], out var id, out _, out var portB);
            Assert.True(status == MediaOpenStatus.Opened, $"call {call} of {atOnce} at once: {status}");
            plane.Configure(id, MediaSide.A, new StreamSettings(
                new MediaEndpoint(pairs[0].A, 9), default, default, default, LatchMode.Learn));
            Assert.Equal(0, portB % 2);
            open.Enqueue(id);
        }

        Assert.Equal(before + (SocketsPerCall * open.Count), OpenDescriptors);
        CloseAll(plane, open);
        Assert.Equal(before, OpenDescriptors);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"took {watch.Elapsed}");
    }

    [Fact]
    public void A_session_that_could_not_be_opened_leaves_no_descriptor()
    {
        using var plane = new RelayPlane(new RelayOptions { FirstPort = 10000, LastPort = 10003, MaxSessions = 4 });
        var local = Addresses(251);
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.Bind(new IPEndPoint(Address(251), 10001));
        var before = OpenDescriptors;
        Assert.True(MediaAddresses.TryParse("127.0.0.1"u8, "192.0.2.1"u8, out var foreign));
        Assert.Equal(MediaOpenStatus.SocketError, plane.Open(0, false, foreign with { A = local.A }, out _, out _, out _));
        Assert.Equal(MediaOpenStatus.NoPorts, plane.Open(0, false, local with { B = local.A }, out _, out _, out _));
        Assert.Equal((before, 0, 0), (OpenDescriptors, plane.PortPairsInUse, plane.OpenSessions));
    }

    [Fact]
    public void A_call_closed_under_traffic_is_closed_once_and_answers_nobody_after()
    {
        var before = OpenDescriptors;
        using (var fixture = new RelayFixture(o => o with { Pace = TimeSpan.Zero }, ports: 400))
        {
            var (a, b) = (fixture.NewPhone(), fixture.NewPhone());
            for (var round = 0; round < 100; round++)
            {
                var (id, portA, portB) = fixture.Open();
                fixture.Plane.Configure(id, MediaSide.A, a.Plain(LatchMode.Learn));
                fixture.Plane.Configure(id, MediaSide.B, b.Plain(LatchMode.Learn));
                for (var i = 0; i < 20; i++)
                {
                    a.SendRtp(TestPackets.Rtp(1, (ushort)i), portA);
                    b.SendRtp(TestPackets.Rtp(2, (ushort)i), portB);
                }

                Assert.True(fixture.Plane.Close(id, out _));
                Assert.False(fixture.Plane.Close(id, out _));
                fixture.Plane.Configure(id, MediaSide.A, a.Plain());
                Assert.False(fixture.Plane.TryGetStatistics(id, MediaSide.A, out _));
                RelayFixture.WaitUntil(() => fixture.Plane.PortPairsInUse == 0);
                Assert.Equal(0, fixture.OpenSockets);
            }

            // Events of closed sessions are still there, and name sessions that no open one is taken for.
            while (fixture.Plane.TryReadEvent(0, out var told))
            {
                Assert.False(fixture.Plane.TryGetStatistics(told.Session, told.Side, out _));
            }
        }

        Assert.Equal(before, OpenDescriptors);
    }

    private static void CloseAll(RelayPlane plane, Queue<MediaSessionId> open)
    {
        while (open.TryDequeue(out var id))
        {
            Assert.True(plane.Close(id, out _));
        }

        RelayFixture.WaitUntil(() => plane.PortPairsInUse == 0);
        Assert.Equal(0, plane.OpenSessions);
    }

    /// <summary>Addresses of this process: other runs of these tests use others.</summary>
    private static IPAddress Address(byte part)
    {
        var bytes = RelayFixture.Host.GetAddressBytes();
        bytes[1] = part;
        return new IPAddress(bytes);
    }

    private static MediaAddresses Addresses(byte part)
    {
        var (a, b) = (Address(part), Address(part).GetAddressBytes());
        b[3] |= 0x80;
        return new MediaAddresses(
            RelayFixture.Endpoint(a, 0).Address, RelayFixture.Endpoint(new IPAddress(b), 0).Address);
    }
}
