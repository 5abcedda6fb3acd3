using SipEdge.Core.Registrations;
using SipEdge.Core.Trunks;
using static SipEdge.Core.Registrations.RegistrationEffects;
using static SipEdge.Core.Registrations.RegistrationInput;
using static SipEdge.Core.Trunks.RegistrationState;

namespace SipEdge.Core.Tests.Registrations;

/// <summary>The table, row by row; and that nothing else is a row.</summary>
public sealed class RegistrationMachineTests
{
    private static readonly (RegistrationState From, RegistrationInput Input, RegistrationState To, RegistrationEffects Effects)[] Rows =
    [
        (Disabled, Enable, Trying, FirstTarget | Send),
        (Trying, Challenge, Challenged, SendCredentials),
        (Challenged, Challenge, Challenged, SendCredentials),
        (Trying, Accepted, Registered, ArmRefresh),
        (Challenged, Accepted, Registered, ArmRefresh),
        (Trying, TooBrief, Trying, Send),
        (Challenged, TooBrief, Trying, Send),
        (Trying, TargetFailed, Trying, NextTarget | Send),
        (Challenged, TargetFailed, Trying, NextTarget | Send),
        (Trying, AllFailed, BackingOff, ArmRetry),
        (Challenged, AllFailed, BackingOff, ArmRetry),
        (Trying, Denied, Failed, ArmSlowRetry),
        (Challenged, Denied, Failed, ArmSlowRetry),
        (Registered, Due, Trying, Send),
        (BackingOff, Due, Trying, FirstTarget | Send),
        (Failed, Due, Trying, FirstTarget | Send),
        (Registered, FlowLost, BackingOff, ArmRetry),
        (Registered, Disable, Unregistering, Disarm | SendRemoval),
        (Trying, Disable, Unregistering, Disarm | SendRemoval),
        (Challenged, Disable, Unregistering, Disarm | SendRemoval),
        (BackingOff, Disable, Disabled, Disarm | Finish),
        (Failed, Disable, Disabled, Disarm | Finish),
        (BackingOff, DisableBound, Unregistering, Disarm | SendRemoval),
        (Unregistering, Challenge, Unregistering, SendCredentials),
        (Unregistering, Accepted, Disabled, Finish),
        (Unregistering, TooBrief, Disabled, Finish),
        (Unregistering, TargetFailed, Disabled, Finish),
        (Unregistering, AllFailed, Disabled, Finish),
        (Unregistering, Denied, Disabled, Finish),
        (Unregistering, FlowLost, Disabled, Finish),
        (Unregistering, Due, Disabled, Finish),
    ];

    [Fact]
    public void Every_row()
    {
        foreach (var row in Rows)
        {
            var state = row.From;
            Assert.Equal((row, row.Effects), (row, RegistrationMachine.Step(ref state, row.Input)));
            Assert.Equal((row, row.To), (row, state));
        }
    }

    [Fact]
    public void Whatever_is_no_row_changes_nothing()
    {
        foreach (var from in Enum.GetValues<RegistrationState>())
        {
            foreach (var input in Enum.GetValues<RegistrationInput>())
            {
                var state = from;
                if (!Rows.Any(row => row.From == from && row.Input == input))
                {
                    Assert.Equal(None, RegistrationMachine.Step(ref state, input));
                    Assert.Equal(from, state);
                }
            }
        }
    }
}
