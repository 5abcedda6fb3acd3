using SipEdge.Media.Dtmf;
using SipEdge.Media.Relay;
using SipEdge.Media.Rtp;
using SipEdge.Media.Srtp;
using SipEdge.Media.Tests.Dtmf;

namespace SipEdge.Media.Tests.Relay;

/// <summary>
/// The numbers of what a side is sent, without sockets or threads: audio that comes and goes, out of order and with gaps, and
/// digits at any moment. Every number goes out once, or SRTP would use a key stream twice.
/// </summary>
public sealed class ToneNumbersTests
{
    private const long Millisecond = 1_000_000;
    private const byte Events = 101;

    [Theory]
    [InlineData(28447690 + 89)] // began on a packet that came late
    [InlineData(29100090 + 4835)] // began after a packet that came late
    public void A_digit_begins_after_the_one_before_it_whatever_the_audio_says(int seed) => Run(new Random(seed), "a lost digit");

    [Fact]
    public void No_number_of_a_source_is_sent_twice_and_every_digit_arrives_once()
    {
        var seed = Environment.TickCount;
        for (var run = 0; run < 200; run++)
        {
            Run(new Random(seed + run), $"seed {seed}, run {run}");
        }
    }

    private static void Run(Random random, string where)
    {
        using var batch = new PacketBatch();
        var events = new MediaEvents(1, 16, null);
        var tones = new RelayTones(batch, events);
        var (session, b) = NewSession();
        var sent = new List<byte[]>();
        var asked = new List<DigitPress>();
        var now = 1000 * Millisecond;
        var ssrc = (uint)random.Next();
        var sequence = (ushort)random.Next(65_536);
        var timestamp = (uint)random.Next();
        byte[]? delayed = null;
        for (var step = 0; step < 600; step++)
        {
            now += 20 * Millisecond;
            timestamp += 160;
            if (asked.Count < 12 && step < 300 && random.Next(30) == 0)
            {
                var press = new DigitPress((DtmfDigit)random.Next(17), 20 * random.Next(2, 12));
                asked.Add(press);
                session.PostDigit(MediaSide.B, press);
                Assert.True(session.TryReadMailbox(new RelayTimes(RelayOptions.Default), now, out _));
                tones.Look(b.Tones!, now);
            }

            // Audio for a while, silence for a while; now and then a packet overtakes another or is lost.
            if (step / 40 % 2 == 0)
            {
                var packet = TestPackets.Rtp(ssrc, ++sequence);
                System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), timestamp);
                switch (random.Next(20))
                {
                    case 0:
                        break;
                    case 1 when delayed is null:
                        delayed = packet;
                        break;
                    default:
                        Pass(packet);
                        break;
                }
            }

            if (delayed is not null && random.Next(3) == 0)
            {
                Pass(delayed);
                delayed = null;
            }

            while (tones.Fill(now))
            {
                Take();
            }
        }

        var numbers = sent.ConvertAll(Header);
        Assert.True(numbers.Select(header => (header.Ssrc, header.Sequence)).Distinct().Count() == numbers.Count, where);
        var heard = DigitStream.Hear(
            sent.Where(packet => (packet[1] & 0x7F) == Events).Select(packet => (Header(packet), packet[12..], 0L)));
        Assert.True(asked.SequenceEqual(heard), $"{where}: {heard.Count} of {asked.Count} digits");

        void Pass(byte[] data)
        {
            ref var packet = ref batch.Next;
            batch.Count++;
            packet.From = session.A;
            packet.Kind = PacketKind.Rtp;
            packet.Length = data.Length;
            unsafe
            {
                data.CopyTo(new Span<byte>(packet.Data, data.Length));
            }

            Assert.Equal(RtpStatus.Valid, RtpHeader.Parse(data, out packet.Header));
            session.A.Note(packet.Header, now);
            session.A.Watch.LastPacket = now;
            session.A.Heard = true;
            packet.Alive = (session.A.Traits & StreamTraits.Toned) == 0 || RelayTones.Pass(ref packet, now);
            Take();
        }

        unsafe void Take()
        {
            foreach (ref var packet in batch.Packets)
            {
                if (packet.Alive)
                {
                    sent.Add(new ReadOnlySpan<byte>(packet.Data, packet.Length).ToArray());
                }
            }

            batch.Count = 0;
        }
    }

    private static (MediaSession Session, MediaStream B) NewSession()
    {
        Assert.True(MediaEndpoint.TryParse("127.0.0.1"u8, 4000, out var remote));
        var session = new MediaSession(0);
        session.Begin(0, new MediaPort(remote.Address, 5000, -1, -1), new MediaPort(remote.Address, 5002, -1, -1));
        var plain = new StreamSettings(remote, remote, SrtpKey.None, SrtpKey.None, LatchMode.Off);
        var settings = plain with { SendEventPayload = Events };
        session.PostUpdate(MediaSide.A, settings, remote, remote);
        session.PostUpdate(MediaSide.B, settings, remote, remote);
        Assert.True(session.TryReadMailbox(new RelayTimes(RelayOptions.Default), 0, out _));
        return (session, session.B);
    }

    private static RtpHeader Header(byte[] packet)
    {
        Assert.Equal(RtpStatus.Valid, RtpHeader.Parse(packet, out var header));
        return header;
    }
}
