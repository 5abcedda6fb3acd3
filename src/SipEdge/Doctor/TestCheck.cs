using SipEdge.Admin;

namespace SipEdge.Doctor;

/// <summary>One of the four things that make a trunk work: calls in, calls out, authentication, audio both ways.</summary>
/// <param name="Check">inbound, outbound, authentication, audio.</param>
/// <param name="Outcome">Ok where it was seen to work, failed where it was seen to fail, else skipped.</param>
/// <param name="Text">What was seen, or how to see it.</param>
public sealed record TestCheck(string Check, TestOutcome Outcome, string Text)
{
    public static IReadOnlyList<TestCheck> Of(IReadOnlyList<TestStep> steps, RegistrationReport? edge)
    {
        var options = Best(steps, TestLayer.Options);
        var register = Best(steps, TestLayer.Register);
        var call = Best(steps, TestLayer.Call);
        return
        [
            edge is { State: "registered" }
                ? new("inbound", TestOutcome.Ok, "the running edge is registered; place a call to the trunk's number to see it arrive")
                : new("inbound", TestOutcome.Skipped, "not tested: place a call to the trunk's number, see 'sipedge calls'"),
            Works(call) ? new("outbound", TestOutcome.Ok, "a call was taken")
                : call is { Outcome: TestOutcome.Failed } ? new("outbound", TestOutcome.Failed, call.Evidence)
                : Works(options) || Works(register) ? new("outbound", TestOutcome.Skipped, "the peer answers; --call NUMBER places a call")
                : steps.Any(static step => step is { Layer: TestLayer.Configuration, Outcome: TestOutcome.Failed })
                    ? new("outbound", TestOutcome.Failed, "the configuration lets no call out")
                : new("outbound", TestOutcome.Failed, "no address of the trunk answers"),
            Answered(register) ? new("authentication", TestOutcome.Ok, "the password was taken by REGISTER")
                : Answered(call) ? new("authentication", TestOutcome.Ok, "the password was taken by INVITE")
                : register is { Outcome: TestOutcome.Failed } ? new("authentication", TestOutcome.Failed, register.Evidence)
                : Works(register) ? new("authentication", TestOutcome.Ok, "the peer asked for none")
                : new("authentication", TestOutcome.Skipped, "not tested: the peer knows this trunk by its address, or was not reached"),
            call is { Fault: TestFault.NoAudio or TestFault.MediaUnreadable } ? new("audio", TestOutcome.Failed, call.Evidence)
                : call?.Facts.ContainsKey("packets_received") == true ? new("audio", TestOutcome.Ok, "packets went and came")
                : new("audio", TestOutcome.Skipped, "not tested: --call a number that answers with audio"),
        ];
    }

    /// <summary>One address that works is enough.</summary>
    private static TestStep? Best(IReadOnlyList<TestStep> steps, TestLayer layer) =>
        steps.Where(step => step.Layer == layer && step.Outcome != TestOutcome.Skipped).MinBy(static step => step.Outcome);

    private static bool Works(TestStep? step) => step is { Outcome: TestOutcome.Ok or TestOutcome.Noted };

    private static bool Answered(TestStep? step) =>
        Works(step) && step!.Facts.TryGetValue("challenge", out var challenge) && challenge.Length > 0;
}
