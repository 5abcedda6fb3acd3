using System.Buffers.Binary;
using SipEdge.Media.Dtmf;
using SipEdge.Media.Rtp;

namespace SipEdge.Tests.RealPeers;

/// <summary>Digits and announcements between SIPp on both sides and media endpoints of the test's own (V-25, V-26).</summary>
public sealed class ToneTests
{
    private const int Events = 101;

    [PeerFact("sipp")]
    public async Task A_caller_hears_the_announcement_once_the_call_is_answered()
    {
        await using var bed = new TestBed();
        var file = bed.PathOf("hello.ul");
        await File.WriteAllBytesAsync(file, [.. Tone.Samples(700, 0, Tone.SampleRate).Select(Tone.Encode)]);
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed)
        {
            Policy = $"{{ announcement: {{ file: {file}, play: answered }} }}",
        });
        var caller = bed.Own(new RtpProbe(bed.Caller));
        var callee = bed.Own(new RtpProbe(bed.Callee));
        var answering = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Callee).WithMedia(callee.Local));
        var calling = SippProcess.Call(bed, "call", new SippSettings(bed.Caller).WithMedia(caller.Local), bed.Target);

        var heard = await caller.Listen(50);
        Assert.True(Tone.Share(heard, 700) > 0.95, $"{Tone.Share(heard, 700):P0} of what was heard is the announcement");

        await calling.Succeeds();
        await answering.Succeeds();
        Assert.Equal("answered", Assert.Single(await edge.StopAndReadRecords()).Text("announcement"));
    }

    [PeerFact("sipp")]
    public async Task A_digit_by_INFO_is_heard_as_an_event()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed)
        {
            Policy = "{ dtmf: info }",
            CarrierMedia = "{ dtmf: rfc4733 }",
        });
        var callee = bed.Own(new RtpProbe(bed.Callee));
        var answering = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Callee).WithMedia(callee.Local));
        var calling = SippProcess.Call(bed, "call-info", new SippSettings(bed.Caller), bed.Target);

        Assert.Equal(new DigitPress(DtmfDigit.Five, 250), await NextDigit(callee));

        await calling.Succeeds();
        await answering.Succeeds();
        Assert.DoesNotContain("INFO sip:", answering.Messages);
        var media = Assert.Single(await edge.StopAndReadRecords()).GetProperty("callee_media");
        Assert.Equal(1, media.GetProperty("digits_sent").GetInt32());
    }

    [PeerFact("sipp")]
    public async Task Digits_in_RTP_arrive_by_INFO_in_order()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed) { CarrierMedia = "{ dtmf: info }" });
        var caller = bed.Own(new RtpProbe(bed.Caller));
        var answering = await SippProcess.Answer(bed, "answer-info", new SippSettings(bed.Callee));
        var calling = SippProcess.Call(bed, "call", new SippSettings(bed.Caller).WithMedia(caller.Local), bed.Target);
        caller.Remote = await calling.MediaAddress("answer");
        await Press(caller, DtmfDigit.Star, DtmfDigit.Seven);

        await calling.Succeeds();
        await answering.Succeeds();
        Assert.Equal(["digit *", "digit 7"], answering.Log.Lines.Where(line => line.StartsWith("digit", StringComparison.Ordinal)));
        var record = Assert.Single(await edge.StopAndReadRecords());
        Assert.Equal(2, record.GetProperty("caller_media").GetProperty("digits_heard").GetInt32());
    }

    [PeerFact("sipp", "baresip")]
    public async Task Keys_of_a_phone_arrive_by_INFO_in_order()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed) { Policy = "{ nat: yes }", CarrierMedia = "{ dtmf: info }" });
        var answering = await SippProcess.Answer(bed, "answer-info", new SippSettings(bed.Callee));
        var phone = await Phone(bed);
        await phone.Dial($"sip:1000@{EdgeConfiguration.Domain}");
        await phone.Event("CALL_ESTABLISHED");
        await phone.Press('9');
        await answering.Log.WaitFor(static line => line == "digit 9", TestBed.Patience, () => $"digit 9\n{phone.Trace}");
        await phone.Press('#');
        await answering.Log.WaitFor(static line => line == "digit #", TestBed.Patience, () => $"digit #\n{phone.Trace}");

        await phone.HangUp();
        await answering.Succeeds();
        var record = Assert.Single(await edge.StopAndReadRecords());
        Assert.Equal(2, record.GetProperty("caller_media").GetProperty("digits_heard").GetInt32());
    }

    [PeerFact("sipp", "baresip")]
    public async Task A_phone_hears_the_announcement_while_the_callee_rings()
    {
        await using var bed = new TestBed();
        var file = bed.PathOf("hello.ul");
        await File.WriteAllBytesAsync(file, [.. Tone.Samples(700, 0, Tone.SampleRate).Select(Tone.Encode)]);
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed)
        {
            Policy = $"{{ nat: yes, announcement: {{ file: {file}, play: early }} }}",
        });
        var answering = await SippProcess.Answer(
            bed, "answer", new SippSettings(bed.Callee).With(("ring", "<pause milliseconds=\"3000\"/>")));
        var phone = await Phone(bed);
        await phone.Dial($"sip:1000@{EdgeConfiguration.Domain}");
        await phone.UntilHeard(TimeSpan.FromSeconds(2));
        await phone.Event("CALL_ESTABLISHED");
        await phone.HangUp();
        await answering.Succeeds();
        var heard = await phone.QuitAndListen(0);
        Assert.InRange(Tone.Share(heard.AsSpan()[(20 * 160)..(90 * 160)], 700), 0.95, 1.01);
        Assert.Equal("early", Assert.Single(await edge.StopAndReadRecords()).Text("announcement"));
    }

    private static Task<BaresipProcess> Phone(TestBed bed) => BaresipProcess.Start(bed, new BaresipSettings(
        bed.Caller,
        $"<sip:alice@{EdgeConfiguration.Domain}>;regint=0;audio_codecs=PCMU;outbound=\"sip:{bed.Edge}:5060\""));

    /// <summary>What a phone sends for these keys, as fast as it likes: an event is told by its timestamp.</summary>
    private static async Task Press(RtpProbe phone, params DtmfDigit[] digits)
    {
        var sender = default(DigitSender);
        foreach (var digit in digits)
        {
            Assert.True(sender.TryQueue(new DigitPress(digit, 100)));
        }

        var payload = new byte[TelephoneEvent.Length];
        for (uint slot = 0; !sender.IsIdle; slot++)
        {
            if (sender.TryNext(slot * 160, Tone.SampleRate, slot * 20_000_000L, out var sent))
            {
                sent.Event.Write(payload);
                var packet = phone.NextPacket(payload);
                packet[1] = (byte)(Events | (sent.Marker ? 0x80 : 0));
                BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), sent.Timestamp);
                await phone.Send(packet);
            }
        }
    }

    private static async Task<DigitPress> NextDigit(RtpProbe phone)
    {
        var detector = default(DigitDetector);
        var heard = new DigitPress[DigitDetector.MaxAtOnce];
        while (true)
        {
            var (packet, _) = await phone.Receive(TestBed.Patience, "A digit");
            Assert.Equal(RtpStatus.Valid, RtpHeader.Parse(packet, out var header));
            Assert.Equal(Events, header.PayloadType);
            if (detector.Add(header, packet.AsSpan(header.Length), Tone.SampleRate, 0, heard) > 0)
            {
                return heard[0];
            }
        }
    }
}
