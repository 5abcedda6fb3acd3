using System.Buffers.Binary;
using System.Diagnostics;
using SipEdge.Media.Announcements;
using SipEdge.Media.Dtls;
using SipEdge.Media.Dtmf;
using SipEdge.Media.Relay;
using SipEdge.Media.Rtp;
using SipEdge.Media.Tests.Dtmf;

namespace SipEdge.Media.Tests.Relay;

/// <summary>Digits and announcements over real sockets, the relay's own thread.</summary>
[Collection("relay")]
public sealed class RelayTonesTests
{
    private const byte Events = 101;
    private const uint Phone = 0xA;

    [Theory]
    [MemberData(nameof(RelayPlaneTests.Combinations), MemberType = typeof(RelayPlaneTests))]
    public void A_digit_that_is_taken_is_told_once_and_not_relayed(bool secureA, bool secureB)
    {
        using var fixture = new RelayFixture();
        var (a, b) = (new Leg(fixture.NewPhone(), secureA), new Leg(fixture.NewPhone(), secureB));
        var (id, portA, _) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Settings() with { EventPayload = Events, TakeDigits = true });
        fixture.Plane.Configure(id, MediaSide.B, b.Settings());
        foreach (var (header, payload, _) in new DigitStream(Phone).Send(new(DtmfDigit.Five, 160), new(DtmfDigit.Pound, 60)))
        {
            a.SendRtp(Packet(header, payload), portA);
        }

        Assert.Equal(new DigitPress(DtmfDigit.Five, 160), NextDigit(fixture));
        Assert.Equal(new DigitPress(DtmfDigit.Pound, 60), NextDigit(fixture));
        var audio = TestPackets.Rtp(Phone, 900);
        a.SendRtp(audio, portA);
        Assert.Equal(audio, b.ReceiveRtp());
        Assert.Equal(2, fixture.Statistics(id, MediaSide.A).DigitsHeard);
        RelayFixture.WaitUntil(() => fixture.Statistics(id, MediaSide.B).PacketsSent == 1);
    }

    [Fact]
    public void A_digit_whose_ends_are_all_lost_is_told_all_the_same()
    {
        using var fixture = new RelayFixture();
        var (a, b) = (fixture.NewPhone(), fixture.NewPhone());
        var (id, portA, _) = fixture.Open();

        // B holds: a digit is heard also when there is nowhere to relay to.
        fixture.Plane.Configure(id, MediaSide.A, a.Plain() with { EventPayload = Events, TakeDigits = true });
        var packets = new DigitStream(Phone).Send(new DigitPress(DtmfDigit.Nine, 160));
        foreach (var (header, payload, _) in packets.Take(4))
        {
            a.SendRtp(Packet(header, payload), portA);
        }

        Assert.Equal(new DigitPress(DtmfDigit.Nine, 80), NextDigit(fixture));
    }

    [Theory]
    [MemberData(nameof(RelayPlaneTests.Combinations), MemberType = typeof(RelayPlaneTests))]
    public void A_digit_takes_the_place_of_audio_that_passes(bool secureA, bool secureB)
    {
        using var fixture = new RelayFixture();
        var (a, b) = (new Leg(fixture.NewPhone(), secureA), new Leg(fixture.NewPhone(), secureB));
        var (id, portA, _) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Settings());
        fixture.Plane.Configure(id, MediaSide.B, b.Settings() with { SendEventPayload = Events });
        ushort sequence = 65_530;
        a.SendRtp(TestPackets.Rtp(Phone, sequence), portA);
        b.ReceiveRtp();
        fixture.Plane.SendDigit(id, MediaSide.B, DtmfDigit.Star, 100);
        var received = new List<byte[]>();
        for (var i = 1; i <= 30; i++)
        {
            a.SendRtp(TestPackets.Rtp(Phone, (ushort)(sequence + i)), portA);
            received.Add(b.ReceiveRtp());
        }

        var headers = received.ConvertAll(Header);
        Assert.Equal(Enumerable.Range(1, 30).Select(i => (ushort)(sequence + i)), headers.Select(header => header.Sequence));
        Assert.All(headers, header => Assert.Equal(Phone, header.Ssrc));
        Assert.Equal([new DigitPress(DtmfDigit.Star, 100)], Heard(received));
        var events = received.FindAll(IsEvent);
        Assert.Equal(7, events.Count); // 20 to 100 ms, and the end twice more
        Assert.True(Header(events[0]).Marker);
        Assert.Equal(1, fixture.Statistics(id, MediaSide.B).DigitsSent);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_digit_goes_to_a_side_that_hears_nobody(bool secure)
    {
        using var fixture = new RelayFixture();
        var (a, b) = (fixture.NewPhone(), new Leg(fixture.NewPhone(), secure));
        var (id, _, _) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Plain());
        fixture.Plane.Configure(id, MediaSide.B, b.Settings() with { SendEventPayload = Events });
        fixture.Plane.SendDigit(id, MediaSide.B, DtmfDigit.One, 60);
        fixture.Plane.SendDigit(id, MediaSide.B, DtmfDigit.Two, 60);
        var received = Enumerable.Range(0, 10).Select(_ => b.ReceiveRtp()).ToList();

        Assert.Equal([new(DtmfDigit.One, 60), new(DtmfDigit.Two, 60)], Heard(received));
        var headers = received.ConvertAll(Header);
        Assert.Single(headers.Select(header => header.Ssrc).Distinct());
        Assert.Equal(
            Enumerable.Range(0, 10).Select(i => (ushort)(headers[0].Sequence + i)), headers.Select(header => header.Sequence));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_audio_has_stopped_a_digit_goes_on_with_its_numbers_and_audio_goes_on_behind_it(bool secure)
    {
        using var fixture = new RelayFixture();
        var (a, b) = (fixture.NewPhone(), new Leg(fixture.NewPhone(), secure));
        var (id, portA, _) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Plain());
        fixture.Plane.Configure(id, MediaSide.B, b.Settings() with { SendEventPayload = Events });
        a.SendRtp(TestPackets.Rtp(Phone, 65_534), portA);
        b.ReceiveRtp();
        fixture.Plane.SendDigit(id, MediaSide.B, DtmfDigit.Seven, 60);
        var received = Enumerable.Range(0, 5).Select(_ => b.ReceiveRtp()).ToList();
        Assert.Equal([new DigitPress(DtmfDigit.Seven, 60)], Heard(received));
        Assert.All(received, packet => Assert.Equal(Phone, Header(packet).Ssrc));

        // The packet that was under way when the digit began has lost its number; the next ones are five later.
        a.SendRtp(TestPackets.Rtp(Phone, 65_534), portA);
        a.SendRtp(TestPackets.Rtp(Phone, 65_535), portA);
        a.SendRtp(TestPackets.Rtp(Phone, 0), portA);
        received.Add(b.ReceiveRtp());
        received.Add(b.ReceiveRtp());

        Assert.Equal(
            [65_535, 0, 1, 2, 3, 4, 5], received.ConvertAll(packet => (int)Header(packet).Sequence));
        Assert.Equal(TestPackets.Rtp(Phone, 0)[12..], received[^1][12..]);
        Assert.Equal(1, fixture.Statistics(id, MediaSide.B).DroppedLate);
    }

    [Fact]
    public void A_side_that_takes_no_events_is_sent_none()
    {
        using var fixture = new RelayFixture();
        var (a, b) = (fixture.NewPhone(), fixture.NewPhone());
        var (id, portA, _) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Plain());
        fixture.Plane.Configure(id, MediaSide.B, b.Plain());
        fixture.Plane.SendDigit(id, MediaSide.B, DtmfDigit.One, 60);
        for (var i = 0; i < 10; i++)
        {
            var audio = TestPackets.Rtp(Phone, (ushort)i);
            a.SendRtp(audio, portA);
            Assert.Equal(audio, b.ReceiveRtp().ToArray());
        }
    }

    [Theory]
    [InlineData(false, G711Law.A, 8)]
    [InlineData(true, G711Law.A, 8)]
    [InlineData(false, G711Law.Mu, 96)]
    public void An_announcement_is_all_a_side_hears_and_its_end_is_told(bool secure, G711Law law, byte type)
    {
        using var fixture = new RelayFixture();
        var (a, b) = (fixture.NewPhone(), new Leg(fixture.NewPhone(), secure));
        var (id, portA, _) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Plain());
        fixture.Plane.Configure(
            id, MediaSide.B, law == G711Law.A ? b.Settings() with { SendPcma = type } : b.Settings() with { SendPcmu = type });
        var clip = new AnnouncementClip([.. Enumerable.Range(0, 1000).Select(i => (byte)(i * 3))], G711Law.A);
        var clock = Stopwatch.StartNew();
        fixture.Plane.Play(id, MediaSide.B, clip, repeat: false);
        var received = new List<byte[]> { b.ReceiveRtp() };
        a.SendRtp(TestPackets.Rtp(Phone, 1), portA);
        received.AddRange(Enumerable.Range(0, 6).Select(_ => b.ReceiveRtp()));

        // Seven packets, the last one filled up with silence, and never faster than they are heard.
        Assert.True(clock.ElapsedMilliseconds >= 6 * 20 - 2);
        var headers = received.ConvertAll(Header);
        Assert.All(headers, header => Assert.Equal((type, headers[0].Ssrc), (header.PayloadType, header.Ssrc)));
        Assert.Equal([true, .. Enumerable.Repeat(false, 6)], headers.Select(header => header.Marker));

        // One after the other; a machine that had no time for a while says with the timestamp how long it was.
        var steps = headers.Zip(headers.Skip(1), (before, after) => after.Timestamp - before.Timestamp).ToArray();
        Assert.All(steps, step => Assert.True(step >= 160));
        Assert.InRange(steps.Sum(step => step), 6 * 160, (clock.ElapsedMilliseconds + 20) * 8);
        Assert.Equal(
            Enumerable.Range(0, 7).Select(i => (ushort)(headers[0].Sequence + i)), headers.Select(header => header.Sequence));
        byte[] heard = [.. received.SelectMany(packet => packet[12..])];
        Assert.Equal(clip.Samples(law).ToArray(), heard[..1000]);
        Assert.All(heard[1000..], sample => Assert.Equal(AnnouncementClip.Silence(law), sample));

        Assert.Equal((int)PlayEnd.Finished, PlayEnded(fixture).Value);
        Assert.Equal(1, fixture.Statistics(id, MediaSide.B).DroppedForAnnouncement);
        a.SendRtp(TestPackets.Rtp(Phone, 2), portA);
        Assert.Equal(TestPackets.Rtp(Phone, 2), b.ReceiveRtp());
    }

    [Fact]
    public void A_repeated_announcement_goes_on_without_a_gap_until_it_is_stopped()
    {
        using var fixture = new RelayFixture();
        var (a, b) = (fixture.NewPhone(), fixture.NewPhone());
        var (id, portA, _) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Plain());
        fixture.Plane.Configure(id, MediaSide.B, b.Plain() with { SendPcmu = 0 });
        byte[] samples = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];
        fixture.Plane.Play(id, MediaSide.B, new AnnouncementClip(samples, G711Law.Mu), repeat: true);
        var heard = new List<byte>();
        for (var i = 0; i < 5; i++)
        {
            heard.AddRange(b.ReceiveRtp()[12..].ToArray());
        }

        Assert.Equal([.. samples, .. samples, .. samples, .. samples], heard);
        fixture.Plane.StopPlaying(id, MediaSide.B);
        var audio = TestPackets.Rtp(Phone, 1);
        RelayFixture.WaitUntil(() =>
        {
            a.SendRtp(audio, portA);
            return b.ReceiveRtp().SequenceEqual(audio);
        });
    }

    [Fact]
    public void Without_G711_nothing_is_played_and_that_is_told()
    {
        using var fixture = new RelayFixture();
        var (a, b) = (fixture.NewPhone(), fixture.NewPhone());
        var (id, _, _) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Plain());
        fixture.Plane.Configure(id, MediaSide.B, b.Plain());
        fixture.Plane.Play(id, MediaSide.B, new AnnouncementClip(new byte[8000], G711Law.A), repeat: false);

        Assert.Equal((int)PlayEnd.NoCodec, PlayEnded(fixture).Value);
        Assert.False(b.HasRtp);
    }

    [Fact]
    public void To_a_side_that_has_no_keys_yet_nothing_is_said_in_the_clear()
    {
        using var fixture = new RelayFixture();
        using var secure = new DtlsPhone(fixture.NewPhone());
        var (id, _, _) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, secure.Settings(DtlsRole.Passive) with { SendPcma = 8, SendEventPayload = Events });
        fixture.Plane.Configure(id, MediaSide.B, fixture.NewPhone().Plain());
        fixture.Plane.SendDigit(id, MediaSide.A, DtmfDigit.One, 60);
        fixture.Plane.Play(id, MediaSide.A, new AnnouncementClip(new byte[800], G711Law.A), repeat: false);

        Assert.Equal((int)PlayEnd.Finished, PlayEnded(fixture).Value);
        Assert.False(secure.Phone.HasRtp);
        Assert.Equal(0, fixture.Statistics(id, MediaSide.A).PacketsSent);
    }

    [Fact]
    public void A_digit_during_an_announcement_is_heard_and_the_announcement_waits()
    {
        using var fixture = new RelayFixture();
        var (a, b) = (fixture.NewPhone(), fixture.NewPhone());
        var (id, _, _) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Plain());
        fixture.Plane.Configure(id, MediaSide.B, b.Plain() with { SendPcma = 8, SendEventPayload = Events });
        byte[] samples = [.. Enumerable.Range(0, 1600).Select(i => (byte)i)];
        fixture.Plane.Play(id, MediaSide.B, new AnnouncementClip(samples, G711Law.A), repeat: false);
        fixture.Plane.SendDigit(id, MediaSide.B, DtmfDigit.Three, 60);
        var received = Enumerable.Range(0, 15).Select(_ => b.ReceiveRtp().ToArray()).ToList();

        Assert.Equal([new DigitPress(DtmfDigit.Three, 60)], Heard(received));
        Assert.Equal(samples, received.Where(packet => !IsEvent(packet)).SelectMany(packet => packet[12..]));
        Assert.Equal(15, received.ConvertAll(packet => Header(packet).Sequence).Distinct().Count());
        Assert.Single(received.ConvertAll(packet => Header(packet).Ssrc).Distinct());
    }

    [Fact]
    public void Digits_and_announcements_allocate_nothing_and_an_idle_loop_sleeps_again()
    {
        using var fixture = new RelayFixture();
        var (a, b) = (new Leg(fixture.NewPhone(), secure: false), new Leg(fixture.NewPhone(), secure: true));
        var (id, portA, _) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Settings() with { EventPayload = Events, TakeDigits = true });
        fixture.Plane.Configure(id, MediaSide.B, b.Settings() with { SendPcma = 8, SendEventPayload = Events });
        var clip = new AnnouncementClip(new byte[1600], G711Law.Mu);
        var digits = new DigitStream(Phone).Send(new DigitPress(DtmfDigit.Five, 60));
        Once(); // warm
        Once();
        var before = fixture.Plane.AllocatedBytes;
        Once();
        Assert.Equal(before, fixture.Plane.AllocatedBytes);

        void Once()
        {
            fixture.Plane.SendDigit(id, MediaSide.B, DtmfDigit.One, 60);
            fixture.Plane.Play(id, MediaSide.B, clip, repeat: false);
            for (var i = 0; i < 15; i++)
            {
                b.ReceiveRtp();
            }

            PlayEnded(fixture);
            foreach (var (header, payload, _) in digits)
            {
                a.SendRtp(Packet(header with { Timestamp = header.Timestamp + (uint)Stopwatch.GetTimestamp() }, payload), portA);
            }

            var turns = fixture.Plane.Turns;
            a.SendRtp(TestPackets.Rtp(Phone, 1), portA);
            RelayFixture.WaitUntil(() => fixture.Plane.Turns > turns);
        }
    }

    [Fact]
    public void A_fax_after_an_announcement_passes_as_it_is()
    {
        using var fixture = new RelayFixture();
        var (a, b) = (fixture.NewPhone(), fixture.NewPhone());
        var (id, portA, _) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Plain() with { EventPayload = 0, TakeDigits = true });
        fixture.Plane.Configure(id, MediaSide.B, b.Plain() with { SendPcma = 8 });
        fixture.Plane.Play(id, MediaSide.B, new AnnouncementClip(new byte[160], G711Law.A), repeat: false);
        b.ReceiveRtp();
        PlayEnded(fixture);
        fixture.Plane.Configure(
            id, MediaSide.A, a.Plain() with { Transport = MediaTransport.Udptl, EventPayload = 0, TakeDigits = true });
        fixture.Plane.Configure(id, MediaSide.B, b.Plain() with { Transport = MediaTransport.Udptl });
        byte[] datagram = [0, 1, 2, 3, 4, 5, 6, 7];
        a.SendRtp(datagram, portA);
        Assert.Equal(datagram, b.ReceiveRtp().ToArray());
    }

    [Fact]
    public void A_session_that_ends_while_it_plays_leaves_nothing_to_the_next_one()
    {
        using var fixture = new RelayFixture(options => options with { MaxSessions = 1 });
        var (a, b) = (fixture.NewPhone(), fixture.NewPhone());
        var clip = new AnnouncementClip(new byte[80_000], G711Law.Mu);
        for (var run = 0; run < 20; run++)
        {
            var id = MediaSessionId.None;
            RelayFixture.WaitUntil(() => fixture.Plane.Open(
                0, false, RelayFixture.Loopback, out id, out _, out _) == MediaOpenStatus.Opened);
            fixture.Plane.Configure(id, MediaSide.A, a.Plain());
            fixture.Plane.Configure(id, MediaSide.B, b.Plain() with { SendPcmu = 0 });
            if (run % 2 == 0)
            {
                fixture.Plane.Play(id, MediaSide.B, clip, repeat: true);
                b.ReceiveRtp();
            }

            Assert.True(fixture.Plane.Close(id, out var final));
            Assert.True(run % 2 == 0 || final.B.PacketsSent == 0);
        }
    }

    private static byte[] Packet(in RtpHeader header, byte[] payload)
    {
        var packet = new byte[RtpHeader.MinLength + payload.Length];
        packet[0] = 0x80;
        packet[1] = (byte)(header.PayloadType | (header.Marker ? 0x80 : 0));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), header.Sequence);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), header.Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), header.Ssrc);
        payload.CopyTo(packet, RtpHeader.MinLength);
        return packet;
    }

    private static RtpHeader Header(byte[] packet)
    {
        Assert.Equal(RtpStatus.Valid, RtpHeader.Parse(packet, out var header));
        return header;
    }

    private static bool IsEvent(byte[] packet) => Header(packet).PayloadType == Events;

    private static List<DigitPress> Heard(List<byte[]> packets) =>
        DigitStream.Hear(packets.FindAll(IsEvent).Select(packet => (Header(packet), packet[12..], 0L)));

    private static DigitPress NextDigit(RelayFixture fixture)
    {
        var value = NextEvent(fixture, MediaEventKind.Digit).Value;
        return new DigitPress((DtmfDigit)(value & 0xFF), value >> 8);
    }

    private static MediaEvent PlayEnded(RelayFixture fixture) => NextEvent(fixture, MediaEventKind.PlayEnded);

    private static MediaEvent NextEvent(RelayFixture fixture, MediaEventKind kind)
    {
        var seen = default(MediaEvent);
        RelayFixture.WaitUntil(() => fixture.Plane.TryReadEvent(0, out seen) && seen.Kind == kind);
        return seen;
    }
}
