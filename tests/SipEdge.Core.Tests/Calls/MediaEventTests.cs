using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Media.Relay;

namespace SipEdge.Core.Tests.Calls;

/// <summary>What the relay tells of a call's packets, in its record and, where the policy says so, in its end.</summary>
public sealed class MediaEventTests
{
    [Theory]
    [InlineData(MediaSide.A)]
    [InlineData(MediaSide.B)]
    public void A_side_that_falls_silent_is_in_the_record_and_the_call_goes_on(MediaSide side)
    {
        using var scenario = Up(MediaTimeoutAction.Report);
        scenario.Network.RunFor(10_000);
        Raise(scenario, MediaEventKind.Silent, side, value: 4_000);
        scenario.Network.RunFor(1_000);
        Assert.Equal(1, scenario.Edge.Status().Calls);
        scenario.RunToTheEnd();

        var record = scenario.OnlyCall;
        Assert.Equal("caller_hung_up", record.Reason);
        var (silent, other) = side == MediaSide.A ? (record.Caller, record.Callee!) : (record.Callee!, record.Caller);
        Assert.Equal(1, silent.Timeouts);
        Assert.InRange((silent.TimedOutSince!.Value - record.Answered!.Value).TotalSeconds, 5.7, 6.3);
        Assert.Equal((0, null), (other.Timeouts, other.TimedOutSince));
    }

    [Fact]
    public void A_side_that_is_heard_again_is_silent_no_more()
    {
        using var scenario = Up(MediaTimeoutAction.Report);
        Raise(scenario, MediaEventKind.Silent, MediaSide.B, value: 400);
        Raise(scenario, MediaEventKind.Resumed, MediaSide.B, value: 900);
        scenario.RunToTheEnd();

        Assert.Equal((1, null), (scenario.OnlyCall.Callee!.Timeouts, scenario.OnlyCall.Callee.TimedOutSince));
    }

    [Theory]
    [InlineData(MediaEventKind.NoMedia)]
    [InlineData(MediaEventKind.Silent)]
    public void Where_the_policy_says_so_silence_ends_the_call_on_both_legs_and_says_why(MediaEventKind kind)
    {
        using var scenario = Up(MediaTimeoutAction.HangUp);
        Raise(scenario, kind, MediaSide.B, value: 300);
        scenario.RunToTheEnd();

        var record = scenario.OnlyCall;
        Assert.Equal(("media_timeout", "edge", "answered"), (record.Reason, record.EndedBy, record.Outcome));
        Assert.NotNull(record.Callee!.TimedOutSince);
        Assert.True(scenario.Caller.Ended && scenario.Callee.Ended);
        foreach (var phone in new[] { scenario.Caller, scenario.Callee })
        {
            var bye = Assert.Single(phone.Messages, static text => text.StartsWith("BYE", StringComparison.Ordinal));
            Assert.Contains("Reason: SIP;cause=503;text=\"media_timeout\"\r\n", bye, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Silence_while_it_rings_ends_nothing()
    {
        using var scenario = Scenario(MediaTimeoutAction.HangUp);
        scenario.Callee.EarlyMedia = true;
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.Network.RunFor(100);
        Raise(scenario, MediaEventKind.NoMedia, MediaSide.A, value: 40);
        scenario.RunToTheEnd();

        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void Media_that_moves_is_counted()
    {
        using var scenario = Up(MediaTimeoutAction.Report);
        Raise(scenario, MediaEventKind.FirstPacket, MediaSide.A);
        Raise(scenario, MediaEventKind.SourceMoved, MediaSide.A);
        Raise(scenario, MediaEventKind.SourceMoved, MediaSide.A);
        scenario.RunToTheEnd();

        Assert.Equal((2, 0), (scenario.OnlyCall.Caller.SourceMoves, scenario.OnlyCall.Callee!.SourceMoves));
    }

    [Theory]
    [InlineData(MediaEventKind.DtlsFailed, "dtls_failed")]
    [InlineData(MediaEventKind.KeyLimit, "key_used_up")]
    public void A_leg_without_keys_ends_the_call(MediaEventKind kind, string reason)
    {
        using var scenario = Up(MediaTimeoutAction.Report);
        Raise(scenario, kind, MediaSide.B, value: 1);
        scenario.RunToTheEnd();

        Assert.Equal((reason, "edge"), (scenario.OnlyCall.Reason, scenario.OnlyCall.EndedBy));
        Assert.Equal(reason, scenario.OnlyCall.Callee!.MediaFailure);
        Assert.True(scenario.Caller.Ended && scenario.Callee.Ended);
    }

    [Fact]
    public void A_place_that_gets_no_keys_while_it_rings_is_forgotten_when_another_has_them()
    {
        using var scenario = Scenario(MediaTimeoutAction.Report);
        scenario.Callee.EarlyMedia = true;
        scenario.Caller.HangUpAfter = 1_000;
        scenario.Call();
        scenario.Network.RunFor(100);
        Raise(scenario, MediaEventKind.DtlsFailed, MediaSide.B);
        Raise(scenario, MediaEventKind.KeysReady, MediaSide.B);
        scenario.RunToTheEnd();

        Assert.Equal(("caller_hung_up", null), (scenario.OnlyCall.Reason, scenario.OnlyCall.Callee!.MediaFailure));
    }

    [Fact]
    public void A_leg_whose_media_would_go_round_is_recorded_and_the_call_goes_on()
    {
        using var scenario = Up(MediaTimeoutAction.HangUp);
        Raise(scenario, MediaEventKind.Looped, MediaSide.B);
        scenario.Network.RunFor(100);
        Assert.Equal(1, scenario.Edge.Status().Calls);
        scenario.Edge.EndCalls(scenario.Now);
        scenario.RunToTheEnd();
        Assert.Equal(("looped", null), (scenario.OnlyCall.Callee!.MediaFailure, scenario.OnlyCall.Caller.MediaFailure));
    }

    [Fact]
    public void What_is_told_of_a_session_that_is_over_reaches_no_other_call()
    {
        using var scenario = Up(MediaTimeoutAction.HangUp);
        scenario.RunToTheEnd();
        scenario.Call();
        scenario.Network.RunFor(400);
        Raise(scenario, MediaEventKind.NoMedia, MediaSide.A, value: 40, session: 0);
        Raise(scenario, MediaEventKind.DtlsFailed, MediaSide.B, session: 0);
        scenario.Network.RunFor(100);

        Assert.Equal(1, scenario.Edge.Status().Calls);
        scenario.Edge.EndCalls(scenario.Now);
        scenario.RunToTheEnd();
        var record = scenario.Calls[1];
        Assert.Equal(("drain_ended", 0, null), (record.Reason, record.Caller.Timeouts, record.Callee!.MediaFailure));
    }

    private static EdgeScenario Scenario(MediaTimeoutAction action) => new(change: options => options with
    {
        Media = options.Media with
        {
            Policy = new MediaPolicyOptions { Timeouts = new MediaTimeoutOptions { Action = action } },
        },
    });

    /// <summary>A call that is up 500 ms after its INVITE, and that the caller ends after a minute.</summary>
    private static EdgeScenario Up(MediaTimeoutAction action)
    {
        var scenario = Scenario(action);
        scenario.Caller.HangUpAfter = 60_000;
        scenario.Call();
        scenario.Network.RunFor(500);
        return scenario;
    }

    private static void Raise(EdgeScenario scenario, MediaEventKind kind, MediaSide side, int value = 0, int session = -1)
    {
        var sessions = scenario.Media.Sessions;
        var id = sessions[session < 0 ? sessions.Count - 1 : session].Id;
        scenario.Media.Raise(new MediaEvent(kind, side, id, default, value));
    }
}
