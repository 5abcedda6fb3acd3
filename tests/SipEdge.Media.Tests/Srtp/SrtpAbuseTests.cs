using System.Diagnostics;
using SipEdge.Media.Srtp;
using Xunit.Abstractions;

namespace SipEdge.Media.Tests.Srtp;

/// <summary>What an attacker who sees everything and has no key can send.</summary>
public sealed class SrtpAbuseTests(ITestOutputHelper output)
{
    private const int BadPackets = 1_000_000;

    [Theory]
    [InlineData(SrtpSuite.AesCm128HmacSha1_80)]
    [InlineData(SrtpSuite.AesCm256HmacSha1_32)]
    [InlineData(SrtpSuite.AeadAes128Gcm)]
    public void A_million_bad_packets_change_nothing(SrtpSuite suite)
    {
        const int seed = 2017;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var key = SrtpKey.Random(suite);
        var sender = new SrtpContext(key);
        var receiver = new SrtpContext(key);
        var seen = new List<byte[]>();
        for (var i = 0; i < 1000; i++)
        {
            var packet = Protect(sender, i);
            seen.Add((byte[])packet.Clone());
            Assert.Equal(SrtpStatus.Ok, receiver.Unprotect(packet, out _));
        }

        // Held back by the attacker: never sent on, so only their bytes are of use.
        var unseen = Enumerable.Range(1000, 100).Select(i => Protect(sender, i)).ToArray();
        var before = State(receiver);
        var buffer = new byte[300];
        var refused = new int[16];
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < BadPackets; i++)
        {
            var length = Forge(random, seen, unseen, buffer);
            var status = i % 5 == 4
                ? receiver.UnprotectRtcp(buffer.AsSpan(0, length), out _)
                : receiver.Unprotect(buffer.AsSpan(0, length), out _);
            if (status == SrtpStatus.Ok)
            {
                Assert.Fail($"accepted: {Convert.ToHexString(buffer, 0, length)}");
            }

            refused[(int)status]++;
        }

        var perPacket = watch.Elapsed.TotalMicroseconds / BadPackets;
        output.WriteLine($"{perPacket:F2} us each; " + string.Join(
            ", ", Enum.GetValues<SrtpStatus>().Select(s => $"{s} {refused[(int)s]}")));

        // A hundred times what it costs, so that only work that grows with the flood fails here.
        Assert.InRange(perPacket, 0, 50);
        Assert.Equal(before, State(receiver));
        Assert.True(refused[(int)SrtpStatus.BadAuthentication] > BadPackets / 4);
        Assert.True(refused[(int)SrtpStatus.Replayed] > BadPackets / 10);
        foreach (var packet in unseen)
        {
            Assert.Equal(SrtpStatus.Ok, receiver.Unprotect(packet, out _));
        }
    }

    /// <summary>Noise, a header with noise, a copy, a changed bit, a cut, another's tag, or another sequence number.</summary>
    private static int Forge(Random random, List<byte[]> seen, byte[][] unseen, byte[] buffer)
    {
        var packet = unseen[random.Next(unseen.Length)];
        switch (random.Next(7))
        {
            case 0:
                var length = random.Next(buffer.Length);
                random.NextBytes(buffer.AsSpan(0, length));
                return length;
            case 1:
                random.NextBytes(buffer.AsSpan(0, 200));
                packet.AsSpan(0, 12).CopyTo(buffer);
                return 200;
            case 2:
                packet = seen[random.Next(seen.Count)];
                packet.CopyTo(buffer, 0);
                return packet.Length;
            case 3:
                packet.CopyTo(buffer, 0);
                buffer[random.Next(packet.Length)] ^= (byte)(1 << random.Next(8));
                return packet.Length;
            case 4:
                packet.CopyTo(buffer, 0);
                return random.Next(packet.Length);
            case 5:
                packet.CopyTo(buffer, 0);
                seen[random.Next(seen.Count)].AsSpan(^4..).CopyTo(buffer.AsSpan(packet.Length - 4));
                return packet.Length;
            default:
                seen[random.Next(seen.Count)].CopyTo(buffer, 0);
                random.NextBytes(buffer.AsSpan(2, 2));
                buffer[11] ^= (byte)random.Next(2);
                return packet.Length;
        }
    }

    private static SrtpSource[] State(SrtpContext context)
    {
        var sources = new SrtpSource[context.SourceCount];
        context.CopySources(sources);
        return sources;
    }

    private static byte[] Protect(SrtpContext sender, int index)
    {
        var packet = TestPackets.WithRoom(TestPackets.Rtp(1, (ushort)index));
        Assert.Equal(SrtpStatus.Ok, sender.Protect(packet, 172, out var length));
        return packet[..length];
    }
}
