using System.Text;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Rewrite;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Calls;

/// <summary>Session timers without a network: what RFC 4028 says of intervals, roles and times.</summary>
public sealed class SessionTimerTests
{
    private static readonly SessionRules Rules = SessionRules.Default;

    [Theory]
    [InlineData("Session-Expires: 4000", 4000, "None", 0, false)]
    [InlineData("Session-Expires: 4000;refresher=uac\r\nSupported: timer", 4000, "Uac", 0, true)]
    [InlineData("x: 1800 ; Refresher=UAS\r\nk: 100rel, TIMER", 1800, "Uas", 0, true)]
    [InlineData("Session-Expires: 1800;refresher=me\r\nMin-SE: 3600", 1800, "None", 3600, false)]
    [InlineData("Require: timer\r\nMin-SE: 90;x=y", -1, "None", 90, true)]
    [InlineData("Session-Expires: soon;refresher=uac", -1, "None", 0, false)]
    [InlineData("Session-Expires: 1800x", -1, "None", 0, false)]
    [InlineData("Session-Expires: 99999999999999", -1, "None", 0, false)]
    public void A_message_says_how_long_and_who(string headers, int expires, string refresher, int minSe, bool supported)
    {
        var facts = Read(headers);
        Assert.Equal((expires, refresher, minSe, supported),
            (facts.Expires, facts.Refresher.ToString(), facts.MinSe, facts.Supported));
    }

    /// <summary>Table 2 of RFC 4028 §9, with what the configuration adds where it leaves a choice.</summary>
    [Theory]
    [InlineData("Session-Expires: 1800", "Auto", 1800, "Uas")]
    [InlineData("Session-Expires: 1800;refresher=uas", "Auto", 1800, "Uas")]
    [InlineData("Session-Expires: 1800\r\nSupported: timer", "Auto", 1800, "Uac")]
    [InlineData("Session-Expires: 1800\r\nSupported: timer", "Uas", 1800, "Uas")]
    [InlineData("Session-Expires: 1800;refresher=uac\r\nSupported: timer", "Uas", 1800, "Uac")]
    [InlineData("Session-Expires: 1800;refresher=uas\r\nSupported: timer", "Uac", 1800, "Uas")]
    [InlineData("Supported: timer", "Auto", 1800, "Uac")]
    [InlineData("Supported: timer\r\nMin-SE: 3600", "Auto", 3600, "Uac")]
    [InlineData("Session-Expires: 7200\r\nSupported: timer", "Auto", 1800, "Uac")]
    [InlineData("Session-Expires: 7200\r\nMin-SE: 3600\r\nSupported: timer", "Auto", 3600, "Uac")]
    [InlineData("Subject: x", "Auto", 0, "None")]
    [InlineData("Subject: x", "Uas", 1800, "Uas")]
    [InlineData("Session-Expires: 1800\r\nSupported: timer", "Off", 0, "None")]
    public void An_answer_keeps_to_the_table_of_roles(string headers, string configured, int interval, string refresher)
    {
        var rules = Rules with { Refresher = Enum.Parse<SessionRefresher>(configured) };
        var terms = SessionRule.Answer(Read(headers), rules, default, mayRefresh: true);
        Assert.Equal((interval, refresher), (terms.Interval, terms.Refresher.ToString()));
    }

    [Fact]
    public void Whom_the_edge_cannot_refresh_refreshes_itself_or_has_no_timer()
    {
        Assert.Equal(SessionRole.Uac,
            SessionRule.Answer(Read("Supported: timer"), Rules with { Refresher = SessionRefresher.Uas }, default, false).Refresher);
        Assert.True(SessionRule.Answer(Read("Session-Expires: 1800"), Rules, default, mayRefresh: false).IsNone);
        Assert.True(SessionRule.Answer(Read("Supported: timer\r\nSession-Expires: 1800;refresher=uas"), Rules, default, false).IsNone);
    }

    [Theory]
    [InlineData("Session-Expires: 50\r\nSupported: timer", true)]
    [InlineData("Session-Expires: 89\r\nSupported: timer", true)]
    [InlineData("Session-Expires: 90\r\nSupported: timer", false)]
    [InlineData("Session-Expires: 50", false)]
    [InlineData("Supported: timer", false)]
    public void Only_who_knows_what_422_means_is_told_that_it_is_too_short(string headers, bool refused) =>
        Assert.Equal(refused, SessionRule.IsTooSmall(Read(headers), Rules));

    [Fact]
    public void The_refresher_refreshes_at_half_the_interval_and_the_other_waits_until_a_little_before_the_end()
    {
        var refreshes = Agreed(1800, SessionRole.Uac, edgeAsked: true, now: 1_000);
        Assert.Equal(901_000, refreshes.Deadline);
        Assert.Equal(SessionAct.None, refreshes.Due(900_999));
        Assert.Equal(SessionAct.Refresh, refreshes.Due(901_000));

        // §10: the interval less the smaller of 32 s and a third of it.
        var waits = Agreed(1800, SessionRole.Uac, edgeAsked: false, now: 1_000);
        Assert.Equal(1_769_000, waits.Deadline);
        Assert.Equal(SessionAct.Expire, waits.Due(1_769_000));
        Assert.Equal(61_000, Agreed(90, SessionRole.Uas, edgeAsked: true, now: 1_000).Deadline);
    }

    [Fact]
    public void A_refresh_that_is_refused_is_tried_again_until_the_session_expires()
    {
        var timer = Agreed(90, SessionRole.Uac, edgeAsked: true, now: 0);
        Assert.Equal(SessionAct.Refresh, timer.Due(45_000));
        timer.Sent();
        Assert.Equal(60_000, timer.Deadline); // nothing more to send while it is out
        timer.TryAgain(at: 47_500);
        Assert.Equal(47_500, timer.Deadline);
        Assert.Equal(SessionAct.Refresh, timer.Due(47_500));
        timer.Sent();
        timer.Agree(new SessionTerms(90, SessionRole.Uac, true), edgeAsked: true, now: 48_000);
        Assert.Equal(93_000, timer.Deadline);
        timer.TryAgain(at: 107_999);
        Assert.Equal(SessionAct.Expire, timer.Due(108_000));
    }

    [Fact]
    public void An_answer_without_a_timer_ends_it_and_a_shorter_one_than_anybody_may_ask_is_the_least()
    {
        var timer = Agreed(90, SessionRole.Uac, edgeAsked: true, now: 0);
        timer.Agree(SessionRule.Take(Read("Supported: timer"), Rules), edgeAsked: true, now: 45_000);
        Assert.Equal((SessionAct.None, long.MaxValue), (timer.Due(10_000_000), timer.Deadline));
        Assert.Equal(90, SessionRule.Take(Read("Session-Expires: 1;refresher=uac"), Rules).Interval);
        Assert.Equal(SessionRole.Uac, SessionRule.Take(Read("Session-Expires: 1800"), Rules).Refresher);
    }

    [Fact]
    public void What_a_later_request_leaves_open_stays_as_it_was()
    {
        var byEdge = Agreed(600, SessionRole.Uac, edgeAsked: true, now: 0);
        Assert.Equal(new SessionTerms(600, SessionRole.Uas, true), SessionRule.Answer(Read("Supported: timer"), Rules, byEdge, true));
        Assert.Equal(new SessionTerms(600, SessionRole.Uas, false), SessionRule.Answer(Read("Subject: x"), Rules, byEdge, true));
        var byPeer = Agreed(600, SessionRole.Uac, edgeAsked: false, now: 0);
        Assert.Equal(SessionRole.Uac, SessionRule.Answer(Read("Supported: timer"), Rules, byPeer, true).Refresher);
        Assert.True(SessionRule.Answer(Read("Subject: x"), Rules, byPeer, true).IsNone);
    }

    [Theory]
    [InlineData(true, 2_100, 4_000)]
    [InlineData(false, 0, 2_000)]
    public void After_glare_each_side_waits_its_own_time_in_steps_of_ten_milliseconds(bool ownsCallId, int least, int most)
    {
        var waits = Enumerable.Range(0, 1_000).Select(i => GlareDelay.Of(ownsCallId, (uint)i * 7_919)).ToArray();
        Assert.Equal((least, most), (waits.Min(), waits.Max()));
        Assert.All(waits, static wait => Assert.Equal(0, wait % 10));
    }

    private static SessionTimer Agreed(int interval, SessionRole refresher, bool edgeAsked, long now)
    {
        var timer = default(SessionTimer);
        timer.Agree(new SessionTerms(interval, refresher, PeerKnows: true), edgeAsked, now);
        return timer;
    }

    private static SessionFacts Read(string headers)
    {
        var bytes = Encoding.ASCII.GetBytes(
            $"INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP c;branch=z9hG4bK1\r\nFrom: <sip:a@c>;tag=1\r\nTo: <sip:a@b>\r\n"
            + $"Call-ID: 1\r\nCSeq: 1 INVITE\r\n{headers}\r\n\r\n");
        Assert.Equal(ParseStatus.Complete, SipParser.Parse(bytes, new HeaderSlot[32], ParseLimits.Default, out var view));
        return SessionFacts.Read(view);
    }
}
