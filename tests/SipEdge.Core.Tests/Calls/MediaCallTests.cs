using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Media.Dtls;
using SipEdge.Media.Relay;
using SipEdge.Media.Srtp;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Calls;

/// <summary>Offers and answers through a whole edge: each leg and attempt by its own policy, and no session left open.</summary>
public sealed class MediaCallTests
{
    private const string Fax = "v=0\r\no=- 1 2 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"
        + "m=image 4900 udptl t38\r\na=T38FaxVersion:0\r\n";

    private static readonly string Plain = SimulatedPhone.Description("192.0.2.20", 5000);

    [Fact]
    public void After_a_gateway_of_srtp_fails_one_of_rtp_is_offered_rtp()
    {
        using var scenario = new EdgeScenario(change: options => Gateways(options, GatewayMedia.SrtpSdes, GatewayMedia.Rtp));
        scenario.Callee.AnswerStatus = 503;
        scenario.Second.Offer = Plain;
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Contains("RTP/SAVP 0 101", scenario.Callee.LastBody, StringComparison.Ordinal);
        Assert.Contains("a=crypto:1 ", scenario.Callee.LastBody, StringComparison.Ordinal);
        Assert.Contains("RTP/AVP 0 101", scenario.Second.LastBody, StringComparison.Ordinal);
        Assert.DoesNotContain("crypto", scenario.Second.LastBody, StringComparison.Ordinal);
        Assert.Equal(SrtpSuite.None, Assert.Single(scenario.Media.Sessions).Latest(MediaSide.B)!.Value.Send.Suite);
        Assert.Equal(("rtp", "PCMU"), (scenario.OnlyCall.Callee!.Media, scenario.OnlyCall.Callee.Codec));
    }

    [Fact]
    public void A_gateway_of_dtls_is_named_the_edges_certificate_and_the_relay_gets_its_own()
    {
        using var scenario = new EdgeScenario(change: options => Gateways(options, GatewayMedia.SrtpDtls, GatewayMedia.Rtp));
        var peer = DtlsFingerprint.Compute(FingerprintHash.Sha256, "the gateway's certificate"u8);
        scenario.Callee.Offer = Plain.Replace("RTP/AVP", "UDP/TLS/RTP/SAVP", StringComparison.Ordinal)
            + $"a=setup:active\r\na=fingerprint:{TextOf(peer)}\r\n";
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Contains(" UDP/TLS/RTP/SAVP", scenario.Callee.LastBody, StringComparison.Ordinal);
        Assert.Contains($"a=fingerprint:{TextOf(scenario.Media.DtlsFingerprint)}", scenario.Callee.LastBody, StringComparison.Ordinal);
        var settings = Assert.Single(scenario.Media.Sessions).Latest(MediaSide.B)!.Value;
        Assert.Equal((DtlsRole.Passive, peer), (settings.Dtls!.Role, settings.Dtls.Remote));
        Assert.True(settings.Send.IsNone);
        Assert.Equal("dtls", scenario.OnlyCall.Callee!.Media);
    }

    [Fact]
    public void An_edge_without_a_certificate_goes_on_to_the_gateway_after_the_one_of_dtls()
    {
        using var scenario = new EdgeScenario(change: options => Gateways(options, GatewayMedia.SrtpDtls, GatewayMedia.Rtp));
        scenario.Media.DtlsFingerprint = default;
        scenario.Second.Offer = Plain;
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Empty(scenario.Callee.Heard);
        Assert.Equal(["srtp_required", "answered"], scenario.OnlyCall.Attempts.Select(static attempt => attempt.Reason));
    }

    [Fact]
    public void The_line_that_refused_a_gateway_is_not_why_the_next_one_was_busy()
    {
        using var scenario = new EdgeScenario(change: options => Gateways(options, GatewayMedia.SrtpDtls, GatewayMedia.Rtp));
        scenario.Media.DtlsFingerprint = default;
        scenario.Second.AnswerStatus = 486;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(["srtp_required", scenario.OnlyCall.Reason], scenario.OnlyCall.Attempts.Select(static attempt => attempt.Reason));
        Assert.Equal((486, null), (scenario.OnlyCall.Status, scenario.OnlyCall.DecidedBy));
    }

    [Fact]
    public void Two_gateways_of_srtp_are_told_different_keys()
    {
        using var scenario = new EdgeScenario(change: options => Gateways(options, GatewayMedia.SrtpSdes, GatewayMedia.SrtpSdes));
        scenario.Callee.AnswerStatus = scenario.Second.AnswerStatus = 503;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.NotEqual(KeyIn(scenario.Callee.LastBody), KeyIn(scenario.Second.LastBody));
    }

    [Fact]
    public void A_codec_that_no_gateway_may_speak_is_refused_with_its_warning()
    {
        using var scenario = new EdgeScenario(change: static options => options with
        {
            Trunks = options.Trunks.SetItem("pbx", options.Trunks["pbx"] with
            {
                Media = new MediaPolicyOptions { Allow = ["g722"] },
            }),
        });
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(488, scenario.Caller.FinalStatus);
        Assert.Contains("Warning: 305 ", scenario.Caller.Messages[^1], StringComparison.Ordinal);
        Assert.Equal("codec_not_allowed", scenario.OnlyCall.Reason);
        Assert.Empty(scenario.Callee.Heard);
    }

    [Fact]
    public void Fax_that_is_not_allowed_is_refused_and_the_call_stays_as_it_was()
    {
        using var scenario = Talking();
        var before = scenario.Media.Sessions[0].Configured.Count;
        scenario.Caller.Reoffer(SipMethod.Invite, Fax, scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.Network.RunFor(500);

        Assert.Equal("488", scenario.Caller.Heard[^1]);
        Assert.Equal(1, scenario.Media.OpenSessions);
        Assert.Equal(before, scenario.Media.Sessions[0].Configured.Count);
        scenario.RunToTheEnd();
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void Fax_that_is_allowed_goes_through_on_the_lines_own_session()
    {
        using var scenario = Talking(static policy => policy with { Fax = true });
        scenario.Callee.Offer = Fax;
        scenario.Caller.Reoffer(SipMethod.Invite, Fax, scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.Network.RunFor(500);

        Assert.Contains(" udptl t38", scenario.Callee.LastBody, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("192.0.2", scenario.Callee.LastBody, StringComparison.Ordinal);
        Assert.Equal(MediaTransport.Udptl, scenario.Media.Sessions[^1].Latest(MediaSide.A)!.Value.Transport);
        Assert.Equal(1, scenario.Media.OpenSessions);
        scenario.RunToTheEnd();
    }

    [Fact]
    public void A_hold_expects_nothing_of_who_is_held_and_resume_does_again()
    {
        using var scenario = Talking();
        var session = Assert.Single(scenario.Media.Sessions);
        Assert.True(session.Latest(MediaSide.B)!.Value.Sends);
        scenario.Callee.Offer = Plain + "a=recvonly\r\n";
        scenario.Caller.Reoffer(SipMethod.Invite, SimulatedPhone.Description("192.0.2.200", 40000, "a=sendonly\r\n"), scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.Network.RunFor(500);
        Assert.False(session.Latest(MediaSide.B)!.Value.Sends);
        Assert.True(session.Latest(MediaSide.A)!.Value.Sends);

        scenario.Callee.Offer = Plain;
        scenario.Caller.Reoffer(SipMethod.Invite, SimulatedPhone.Description("192.0.2.200", 40000), scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.Network.RunFor(500);
        Assert.True(session.Latest(MediaSide.B)!.Value.Sends);
        scenario.RunToTheEnd();
    }

    [Fact]
    public void Nobody_has_to_send_before_the_answer()
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.EarlyMedia = true;
        scenario.Caller.HangUpAfter = 1_000;
        scenario.Call();
        scenario.Network.RunFor(100);
        var early = Assert.Single(scenario.Media.Sessions).Latest(MediaSide.B)!.Value;
        Assert.Equal((false, MediaTimeouts.None), (early.Sends, early.Timeouts));
        scenario.Network.RunFor(400);
        var up = scenario.Media.Sessions[0].Latest(MediaSide.B)!.Value;
        Assert.Equal((true, TimeSpan.FromSeconds(30)), (up.Sends, up.Timeouts.NoMedia));
        scenario.RunToTheEnd();
    }

    [Fact]
    public void Direct_media_passes_from_peer_to_peer_and_opens_no_session()
    {
        using var scenario = new EdgeScenario(change: static options => options with
        {
            Media = options.Media with { Policy = new MediaPolicyOptions { Mode = MediaMode.Direct } },
        });
        scenario.Callee.Offer = Plain;
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Empty(scenario.Media.Sessions);
        Assert.Contains("192.0.2.200", scenario.Callee.LastBody, StringComparison.Ordinal);
        Assert.Contains("192.0.2.20", scenario.Caller.LastBody, StringComparison.Ordinal);
        Assert.Equal(("direct", "direct"), (scenario.OnlyCall.Caller.Media, scenario.OnlyCall.Callee!.Media));
    }

    [Fact]
    public void A_picture_may_stop_and_the_record_tells_of_the_voice_beside_it()
    {
        using var scenario = new EdgeScenario(change: static options => options with
        {
            Media = options.Media with { Policy = new MediaPolicyOptions { Video = true } },
        });
        const string picture = "m=video 6000 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n";
        scenario.Media.Statistics = static (session, _) => new StreamStatistics
        {
            PacketsReceived = session.Index == 0 ? 50 : 500,
        };
        scenario.Caller.Offer = SimulatedPhone.Description("192.0.2.200", 40000) + picture;
        scenario.Callee.Offer = Plain + picture;
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(2, scenario.Media.Opened);
        Assert.Equal(0, scenario.Media.OpenSessions);
        Assert.Equal(TimeSpan.FromSeconds(30), scenario.Media.Sessions[0].Latest(MediaSide.B)!.Value.Timeouts.NoMedia);
        Assert.Equal(MediaTimeouts.None, scenario.Media.Sessions[1].Latest(MediaSide.B)!.Value.Timeouts);
        Assert.Equal("PCMU", scenario.OnlyCall.Caller.Codec);
        Assert.Equal(50, scenario.OnlyCall.CallerMedia!.Statistics.PacketsReceived);
    }

    [Fact]
    public void A_late_offer_is_answered_in_the_ack()
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.Offer = Plain;
        scenario.Caller.Offer = "";
        scenario.Caller.AckBody = SimulatedPhone.Description("192.0.2.10", 4000);
        scenario.Caller.HangUpAfter = 500;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Contains("m=audio", scenario.Caller.LastBody, StringComparison.Ordinal);
        Assert.Contains("m=audio", scenario.Callee.AckedBody, StringComparison.Ordinal);
        Assert.Equal("192.0.2.10:4000", Assert.Single(scenario.Media.Sessions).Latest(MediaSide.A)!.Value.Remote.ToString());
    }

    [Fact]
    public void An_address_that_nobody_can_be_at_is_refused()
    {
        using var scenario = new EdgeScenario();
        scenario.Caller.Offer = SimulatedPhone.Description("127.0.0.1", 4000);
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal((488, "media_address_refused"), (scenario.Caller.FinalStatus, scenario.OnlyCall.Reason));
        Assert.Equal(0, scenario.Media.Opened);
    }

    [Theory]
    [InlineData(5059, "")]
    [InlineData(4000, "a=rtcp:5060 IN IP4 10.0.0.1\r\n")]
    public void Rtcp_cannot_be_sent_to_a_listener_of_the_edge_named_or_not(int port, string extra)
    {
        using var scenario = new EdgeScenario();
        scenario.Caller.Offer = SimulatedPhone.Description("10.0.0.1", port, extra);
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal((488, "media_address_refused"), (scenario.Caller.FinalStatus, scenario.OnlyCall.Reason));
    }

    private static EdgeScenario Talking(Func<MediaPolicyOptions, MediaPolicyOptions>? policy = null)
    {
        var scenario = new EdgeScenario(change: options => options with
        {
            Media = options.Media with { Policy = policy?.Invoke(new MediaPolicyOptions()) ?? new MediaPolicyOptions() },
        });
        scenario.Callee.Offer = Plain;
        scenario.Caller.HangUpAfter = 5_000;
        scenario.Call();
        scenario.Network.RunFor(1_000);
        return scenario;
    }

    private static EdgeOptions Gateways(EdgeOptions options, GatewayMedia first, GatewayMedia second) => options with
    {
        Trunks = options.Trunks.SetItem("pbx", new TrunkOptions
        {
            Gateways =
            [
                new GatewayOptions { Name = "first", Address = "10.0.0.3", Media = first, InsecureSdesOk = true },
                new GatewayOptions { Name = "second", Address = "10.0.0.4", Media = second, InsecureSdesOk = true },
            ],
        }),
    };

    private static string TextOf(in DtlsFingerprint fingerprint)
    {
        Span<byte> text = stackalloc byte[DtlsFingerprint.MaxTextLength];
        Assert.True(fingerprint.TryFormat(text, out var length));
        return Encoding.ASCII.GetString(text[..length]);
    }

    private static string KeyIn(string description)
    {
        var start = description.IndexOf("inline:", StringComparison.Ordinal);
        Assert.True(start > 0, description);
        return description.Substring(start, 47);
    }
}
