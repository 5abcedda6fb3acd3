using SipEdge.Core.Trunks;
using static SipEdge.Core.Registrations.RegistrationEffects;
using static SipEdge.Core.Registrations.RegistrationInput;
using static SipEdge.Core.Trunks.RegistrationState;

namespace SipEdge.Core.Registrations;

/// <summary>
/// A registration as a table (RFC 3261 §10.2). It does no I/O; its keeper sends and arms what the effects ask for. Whether the last
/// binding still stands is the keeper's to know: it outlasts a refresh that fails. An input without a row changes nothing.
/// </summary>
internal static class RegistrationMachine
{
    public static RegistrationEffects Step(ref RegistrationState state, RegistrationInput input)
    {
        var (next, effects) = (state, input) switch
        {
            (Disabled, Enable) => (Trying, FirstTarget | Send),

            (Trying or Challenged, Challenge) => (Challenged, SendCredentials),
            (Trying or Challenged, Accepted) => (Registered, ArmRefresh),
            (Trying or Challenged, TooBrief) => (Trying, Send),
            (Trying or Challenged, TargetFailed) => (Trying, NextTarget | Send),
            (Trying or Challenged, AllFailed) => (BackingOff, ArmRetry),
            (Trying or Challenged, Denied) => (Failed, ArmSlowRetry),

            (Registered, Due) => (Trying, Send),
            (BackingOff or Failed, Due) => (Trying, FirstTarget | Send),
            (Registered, FlowLost) => (BackingOff, ArmRetry),

            (Registered, Disable) => (Unregistering, Disarm | SendRemoval),
            // What is under way may yet create a binding: it is removed all the same.
            (Trying or Challenged, Disable) => (Unregistering, Disarm | SendRemoval),
            (BackingOff or Failed, Disable) => (Disabled, Disarm | Finish),
            (BackingOff, DisableBound) => (Unregistering, Disarm | SendRemoval),

            (Unregistering, Challenge) => (Unregistering, SendCredentials),
            (Unregistering, Accepted or TooBrief or TargetFailed or AllFailed or Denied or FlowLost or Due) => (Disabled, Finish),

            _ => (state, None),
        };
        state = next;
        return effects;
    }
}
