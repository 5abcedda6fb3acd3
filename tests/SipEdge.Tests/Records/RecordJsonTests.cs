using System.Buffers;
using System.Text;
using System.Text.Json;
using SipEdge.Core.Observability;
using SipEdge.Media.Quality;
using SipEdge.Media.Relay;
using SipEdge.Records;
using SipEdge.Sip.Transport;

namespace SipEdge.Tests.Records;

public sealed class RecordJsonTests
{
    private static readonly DateTimeOffset Start = new(2026, 8, 1, 10, 0, 0, 250, TimeSpan.Zero);

    [Fact]
    public void A_call_is_one_line_with_the_documented_names()
    {
        Assert.Equal(
            """{"type":"call","id":"c0-17","started":"2026-08-01T10:00:00.25+00:00","answered":"2026-08-01T10:00:02.25+00:00","ended":"2026-08-01T10:01:02.25+00:00","outcome":"answered","reason":"normal","status":200,"ended_by":"caller","setup_seconds":2,"talk_seconds":60,"called":"+4930123456","domain":"pbx.example.org","acl":"office","account":"alice","caller_trunk":"pbx","admitted_by":"sipedge.yaml:12","route":"national","caller":{"call_id":"a84b4c76","transport":"tls","peer":"192.0.2.7:40001","presented":"sip:alice@pbx.example.org","asserted":"sip:+493055@pbx.example.org","private":true,"media":"SRTP"},"callee":{"call_id":"e00-1","transport":"udp","peer":"198.51.100.2:5060","presented":"sip:+493055@edge.example.org","private":false,"media":"RTP"},"attempts":[{"trunk":"carrier","gateway":"a","address":"192.0.2.7:5060","status":503,"reason":"gateway_failed","seconds":0.125},{"trunk":"carrier","gateway":"b","address":"192.0.2.8:5060","status":200,"reason":"answered","seconds":1.875}],"caller_media":{"packets_received":3000,"bytes_received":516000,"packets_sent":2999,"bytes_sent":515828,"rtcp_received":12,"rtcp_sent":11,"lost":1,"loss_percent":0.03,"late":3,"reordered":2,"duplicates":0,"bursts":0,"longest_loss":1,"jitter_seconds":0.0025,"max_jitter_seconds":0.004,"source_changes":1,"codec":"g729","mos":4.19,"r_factor":85,"one_way_seconds":0.046,"first_packet":"2026-08-01T10:00:02.25+00:00","last_packet":"2026-08-01T10:00:52.25+00:00","silent_since":"2026-08-01T10:00:52.25+00:00","silent_seconds":17,"round_trip_seconds":0.0302,"remote_lost":9,"remote_loss_percent":5.08,"remote_jitter_seconds":0.001,"remote_discard_percent":10.16,"remote_mos":4.2,"dropped_no_destination":0,"send_failed":0,"rejected":{"stranger":4,"not_rtp":0,"bad_auth":5,"replayed":6,"early":7}}}""",
            Line(Call()));
    }

    [Fact]
    public void A_refusal_is_one_line_with_the_documented_names() => Assert.Equal(
        """{"type":"refusal","id":"0000000083b5f02c1e5d4a77","time":"2026-08-01T10:00:00.25+00:00","method":"INVITE","status":403,"reason":"token_wrong","transport":"udp","source":"203.0.113.9:5060","called":"100","from":"sip:x@y","call_id":"z","domain":"pbx.example.org","decided_by":"sipedge.yaml:40"}""",
        Line(Refusal()));

    [Fact]
    public void What_a_stranger_writes_stays_inside_its_string()
    {
        var line = Line(Refusal() with { From = "sip:\"\\\n\r\u2028{}\u0000@y", CallId = "\",\"status\":200,\"x\":\"" });

        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain('\u2028', line);
        using var json = JsonDocument.Parse(line);
        Assert.Equal("sip:\"\\\n\r\u2028{}\u0000@y", json.RootElement.GetProperty("from").GetString());
        Assert.Equal(403, json.RootElement.GetProperty("status").GetInt32());
    }

    [Fact]
    public void A_leg_over_TLS_says_what_was_agreed_on_and_whom_it_was_with()
    {
        var caller = new TlsSession("TLSv1.3", "TLS_AES_128_GCM_SHA256", "claimed.example", [new PeerName("pbx", "pbx.example")]);
        var callee = new TlsSession("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "other.example", []) { CalledAs = "carrier.example" };
        var line = Line(Call() with { CallerTls = caller, CalleeTls = callee });

        Assert.Contains(
            "\"peer\":\"192.0.2.7:40001\",\"tls_version\":\"TLSv1.3\",\"tls_suite\":\"TLS_AES_128_GCM_SHA256\",\"tls_name\":\"pbx.example\",",
            line, StringComparison.Ordinal);
        Assert.Contains("\"tls_name\":\"carrier.example\"", line, StringComparison.Ordinal);
        Assert.DoesNotContain("tls_name", Line(Call() with { CallerTls = caller with { Verified = [] } }), StringComparison.Ordinal);
        Assert.Contains(
            "\"reason\":\"tls_alert\",\"tls_alert\":48,\"seconds\"",
            Line(Call() with { Attempts = [new AttemptRecord("carrier", "a", "192.0.2.7:5061", 0, "tls_alert", 0.1) { Alert = 48 }] }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Only_an_emergency_call_says_that_it_is_one()
    {
        Assert.Contains("\"called\":\"+4930123456\",\"emergency\":true,", Line(Call() with { Emergency = true }), StringComparison.Ordinal);
        Assert.DoesNotContain("emergency", Line(Call()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3.0, true, null, 1)]
    [InlineData(10.0, true, 50.0, 11)]
    [InlineData(null, true, 0.0, 61)] // never heard: since the answer
    [InlineData(90.0, true, 0.0, 61)] // heard before the answer only
    [InlineData(10.0, false, null, 1)] // on hold
    public void A_silent_side_is_told_from_a_held_one_and_one_that_speaks(
        double? last, bool sends, double? sinceAnswer, double seconds)
    {
        var quality = new StreamQuality
        {
            SinceLast = last is { } ago ? TimeSpan.FromSeconds(ago) : null,
            Sends = sends,
            Silences = TimeSpan.FromSeconds(1),
        };

        var silence = MediaSilence.Of(quality, Start, Start.AddSeconds(60));
        Assert.Equal(sinceAnswer, silence.Since is { } since ? (since - Start).TotalSeconds : null);
        Assert.Equal(seconds, silence.Seconds);
        Assert.Null(MediaSilence.Of(quality, null, Start.AddSeconds(60)).Since);
    }

    private static string Line(object record)
    {
        var buffer = new ArrayBufferWriter<byte>();
        RecordJson.Write(record, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static CallRecord Call() => new()
    {
        Id = "c0-17",
        Started = Start,
        Answered = Start.AddSeconds(2),
        Ended = Start.AddSeconds(62),
        Outcome = "answered",
        Reason = "normal",
        Status = 200,
        EndedBy = "caller",
        Caller = new LegRecord("a84b4c76", "tls", "192.0.2.7:40001", "sip:alice@pbx.example.org", "sip:+493055@pbx.example.org", true, "SRTP"),
        Callee = new LegRecord("e00-1", "udp", "198.51.100.2:5060", "sip:+493055@edge.example.org", null, false, "RTP"),
        Called = "+4930123456",
        Domain = "pbx.example.org",
        Acl = "office",
        Account = "alice",
        CallerTrunk = "pbx",
        Route = "national",
        AdmittedBy = "sipedge.yaml:12",
        Attempts =
        [
            new AttemptRecord("carrier", "a", "192.0.2.7:5060", 503, "gateway_failed", 0.125),
            new AttemptRecord("carrier", "b", "192.0.2.8:5060", 200, "answered", 1.8751),
        ],
        SetupSeconds = 2,
        TalkSeconds = 60,
        CallerMedia = new MediaRecord(new StreamStatistics
        {
            PacketsReceived = 3000,
            BytesReceived = 516_000,
            PacketsSent = 2999,
            BytesSent = 515_828,
            RtcpReceived = 12,
            RtcpSent = 11,
            Quality = Quality(),
            RejectedStranger = 4,
            RejectedBadAuth = 5,
            RejectedReplayed = 6,
            RejectedEarly = 7,
        }, new VoiceEstimate(85.04, 4.187, 45.6)),
    };

    private static StreamQuality Quality()
    {
        var bursts = default(LossBursts);
        bursts.Lose(1);
        return new StreamQuality
        {
            Expected = 3001,
            Lost = 1,
            Late = 3,
            Reordered = 2,
            Bursts = bursts,
            JitterMicroseconds = 2500,
            MaxJitterMicroseconds = 4000,
            SourceChanges = 1,
            Codec = VoiceCodec.G729,
            SinceFirst = TimeSpan.FromSeconds(60),
            SinceLast = TimeSpan.FromSeconds(10),
            Silences = TimeSpan.FromSeconds(7),
            Sends = true,
            RoundTrip = TimeSpan.FromMilliseconds(30.2),
            Remote = new RtcpReport { HasBlock = true, FractionLost = 13, CumulativeLost = 9 },
            RemoteJitterMicroseconds = 1000,
            RemoteVoip = new VoipMetrics(13, 26, 30, 0, 127, 42, 127),
        };
    }

    private static RefusalRecord Refusal() => new()
    {
        Id = "0000000083b5f02c1e5d4a77",
        Time = Start,
        Method = "INVITE",
        Status = 403,
        Reason = "token_wrong",
        Transport = "udp",
        Source = "203.0.113.9:5060",
        Called = "100",
        From = "sip:x@y",
        CallId = "z",
        Domain = "pbx.example.org",
        DecidedBy = "sipedge.yaml:40",
    };
}
