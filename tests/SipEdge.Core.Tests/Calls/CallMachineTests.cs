using SipEdge.Core.Calls;
using static SipEdge.Core.Calls.CallEffects;
using static SipEdge.Core.Calls.CallInput;
using static SipEdge.Core.Calls.CallState;

namespace SipEdge.Core.Tests.Calls;

public sealed class CallMachineTests
{
    [Fact]
    public void An_answered_call_is_acknowledged_and_ended_by_a_bye_to_the_other_leg() =>
        Walk(Calling,
            (Provisional, Proceeding, RelayProvisional),
            (Answer, Answered, RelayAnswer),
            (CallerAck, Established, AckCallee),
            (CallerBye, Ended, ByeCallee | Finish | Release));

    [Fact]
    public void A_callee_that_hangs_up_ends_the_caller_leg() =>
        Walk(Established, (CalleeBye, Ended, ByeCaller | Finish | Release));

    [Fact]
    public void The_next_gateway_is_tried_from_the_beginning() =>
        Walk(Proceeding, (AttemptFailed, Calling, TryNextGateway), (AttemptsExhausted, Ended, RefuseCaller | Finish | Release));

    [Fact]
    public void A_cancelled_call_lives_until_the_callee_has_answered_the_cancel() =>
        Walk(Proceeding, (CallerCancels, Cancelling, RefuseCaller | CancelCallee | Finish), (AttemptsExhausted, Ended, Release));

    [Fact]
    public void A_2xx_that_crosses_the_cancel_is_acknowledged_and_ended() =>
        Walk(Cancelling, (Answer, Ended, AckCallee | ByeCallee | Release));

    [Fact]
    public void A_bye_of_the_callee_before_the_callers_ack_waits_for_it() =>
        Walk(Answered, (CalleeBye, ByeHeld, Finish), (CallerAck, Ended, ByeCaller | Release));

    [Fact]
    public void A_held_bye_goes_out_when_the_ack_never_comes() =>
        Walk(ByeHeld, (NoAck, Ended, ByeCaller | Release));

    [Fact]
    public void A_caller_who_never_acknowledges_ends_both_legs() =>
        Walk(Answered, (NoAck, Ended, AckCallee | ByeCallee | ByeCaller | Finish | Release));

    [Fact]
    public void Ringing_too_long_refuses_the_caller_and_cancels_the_callee() =>
        Walk(Proceeding, (CallInput.RingTimeout, Cancelling, RefuseCaller | CancelCallee | Finish));

    [Fact]
    public void The_edge_ends_an_established_call_on_both_legs() =>
        Walk(Established, (EdgeEnds, Ended, ByeCallee | ByeCaller | Finish | Release));

    [Fact]
    public void Whatever_happens_in_whatever_state_a_record_is_written_and_the_call_released_exactly_once()
    {
        // Every path of up to six inputs; a path ends with the release. No path may finish or release twice.
        var inputs = Enum.GetValues<CallInput>();
        var paths = 0;
        Explore(Calling, finished: 0, depth: 6);
        Assert.True(paths > 1000, $"only {paths} paths were walked");

        void Explore(CallState state, int finished, int depth)
        {
            foreach (var input in inputs)
            {
                var next = state;
                var effects = CallMachine.Step(ref next, input);
                var nowFinished = finished + (effects.HasFlag(Finish) ? 1 : 0);
                Assert.True(nowFinished <= 1, $"{state} on {input} finishes again");
                paths++;
                if (effects.HasFlag(Release))
                {
                    Assert.Equal(Ended, next);
                    Assert.Equal(1, nowFinished);
                }
                else if (depth > 1 && (next != state || effects != CallEffects.None))
                {
                    Explore(next, nowFinished, depth - 1);
                }
            }
        }
    }

    [Fact]
    public void An_ended_call_hears_nothing()
    {
        foreach (var input in Enum.GetValues<CallInput>())
        {
            var state = Ended;
            Assert.Equal(CallEffects.None, CallMachine.Step(ref state, input));
            Assert.Equal(Ended, state);
        }
    }

    private static void Walk(CallState start, params (CallInput Input, CallState State, CallEffects Effects)[] steps)
    {
        var state = start;
        foreach (var step in steps)
        {
            Assert.Equal(step.Effects, CallMachine.Step(ref state, step.Input));
            Assert.Equal(step.State, state);
        }
    }
}
