using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Media.Announcements;
using SipEdge.Media.Relay;

namespace SipEdge.Core.Tests.Calls;

/// <summary>What callers of calls to a trunk hear of the edge itself, on a simulated network (V-25).</summary>
public sealed class AnnouncementTests
{
    private const string File = "/hello.al";
    private static readonly AnnouncementClip Clip = new(new byte[800], G711Law.A);

    [Fact]
    public void An_early_one_plays_from_the_INVITE_until_the_callee_answers()
    {
        using var scenario = Scenario(AnnouncementPlay.Early);
        scenario.Call();
        scenario.Network.RunFor(150);

        var session = scenario.Media.Sessions.Single();
        Assert.Equal((MediaSide.A, Clip), Assert.Single(session.Played));
        Assert.Equal(0, session.Latest(MediaSide.A)!.Value.SendPcmu);
        var early = Assert.Single(scenario.Caller.Messages, static text => text.StartsWith("SIP/2.0 183", StringComparison.Ordinal));
        Assert.Contains("\r\nm=audio 40000 RTP/AVP 0", early, StringComparison.Ordinal);

        scenario.RunToTheEnd();
        Assert.Equal([(MediaSide.A, Clip), (MediaSide.A, null)], session.Played);
        Assert.Equal(("answered", "early"), (scenario.OnlyCall.Outcome, scenario.OnlyCall.Announcement));
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void It_stops_when_the_callee_is_heard_itself_and_not_when_it_only_rings()
    {
        using var scenario = Scenario(AnnouncementPlay.Early);
        scenario.Callee.AnswerAfter = 5_000;
        scenario.Call();
        scenario.Network.RunFor(1_000);
        Assert.Single(scenario.Media.Sessions.Single().Played);
        Assert.DoesNotContain("180", scenario.Caller.Heard); // or the phone would play its own tone over it
        scenario.RunToTheEnd();

        using var heard = Scenario(AnnouncementPlay.Early);
        heard.Callee.AnswerAfter = 5_000;
        heard.Callee.EarlyMedia = true;
        heard.Call();
        heard.Network.RunFor(1_000);
        Assert.Equal(2, heard.Media.Sessions.Single().Played.Count);
        heard.RunToTheEnd();
        Assert.Equal(2, heard.Media.Sessions.Single().Played.Count);
    }

    [Fact]
    public void The_next_gateway_after_a_failure_changes_nothing()
    {
        using var scenario = Scenario(AnnouncementPlay.Early);
        scenario.Callee.AnswerStatus = 503;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal([(MediaSide.A, Clip), (MediaSide.A, null)], scenario.Media.Sessions.Single().Played);
        Assert.Equal((2, "answered", "early"), (
            scenario.OnlyCall.Attempts.Count, scenario.OnlyCall.Outcome, scenario.OnlyCall.Announcement));
    }

    [Fact]
    public void A_caller_that_gives_up_while_it_plays_leaves_nothing_behind()
    {
        using var scenario = Scenario(AnnouncementPlay.Early);
        scenario.Callee.AnswerAfter = 0;
        scenario.Caller.CancelAfter = 2_000;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(("cancelled", "early"), (scenario.OnlyCall.Outcome, scenario.OnlyCall.Announcement));
    }

    [Fact]
    public void An_answered_one_plays_once_both_are_connected()
    {
        using var scenario = Scenario(AnnouncementPlay.Answered);
        scenario.Caller.HangUpAfter = 10_000;
        scenario.Call();
        scenario.Network.RunFor(150);
        Assert.Empty(scenario.Media.Sessions.Single().Played);
        scenario.Network.RunFor(500);
        Assert.Equal((MediaSide.A, Clip), Assert.Single(scenario.Media.Sessions.Single().Played));
        scenario.RunToTheEnd();

        Assert.Equal("answered", scenario.OnlyCall.Announcement);
    }

    [Theory]
    [InlineData(AnnouncementPlay.Early)]
    [InlineData(AnnouncementPlay.Answered)]
    public void A_caller_without_G711_hears_nothing_and_the_record_says_so(AnnouncementPlay play)
    {
        using var scenario = Scenario(play);
        const string Opus = "v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\n"
            + "m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 opus/48000/2\r\n";
        scenario.Caller.Offer = Opus;
        scenario.Callee.Offer = Opus;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Empty(scenario.Media.Sessions.Single().Played);
        Assert.Equal(("answered", "no_g711"), (scenario.OnlyCall.Outcome, scenario.OnlyCall.Announcement));
    }

    [Fact]
    public void An_INVITE_without_an_offer_cannot_be_answered_early()
    {
        using var scenario = Scenario(AnnouncementPlay.Early);
        scenario.Caller.AckBody = scenario.Caller.Offer;
        scenario.Caller.Offer = "";
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(("answered", "no_offer"), (scenario.OnlyCall.Outcome, scenario.OnlyCall.Announcement));
    }

    [Fact]
    public void A_player_that_finds_no_codec_is_in_the_record()
    {
        using var scenario = Scenario(AnnouncementPlay.Answered);
        scenario.Caller.HangUpAfter = 10_000;
        scenario.Call();
        scenario.Network.RunFor(1_000);
        scenario.Media.Raise(new MediaEvent(
            MediaEventKind.PlayEnded, MediaSide.A, scenario.Media.Sessions.Single().Id, default, (int)PlayEnd.NoCodec));
        scenario.RunToTheEnd();

        Assert.Equal("no_g711", scenario.OnlyCall.Announcement);
    }

    private static EdgeScenario Scenario(AnnouncementPlay play)
    {
        var scenario = new EdgeScenario(change: Change);
        var options = Change(EdgeScenario.Options());
        scenario.Model = ModelCompiler.Compile(
            options, TestOptions.SecretsOf(options), ConfigPositions.None,
            new Dictionary<string, AnnouncementClip> { [File] = Clip });
        scenario.Caller.HangUpAfter = 100;
        return scenario;

        EdgeOptions Change(EdgeOptions options) => options with
        {
            Media = options.Media with
            {
                Policy = new MediaPolicyOptions { Announcement = new AnnouncementOptions { File = File, Play = play } },
            },
        };
    }
}
