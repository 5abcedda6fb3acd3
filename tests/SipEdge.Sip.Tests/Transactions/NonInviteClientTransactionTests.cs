using SipEdge.Sip.Transactions;
using static SipEdge.Sip.Transactions.ClientInput;
using static SipEdge.Sip.Transactions.Effects;
using static SipEdge.Sip.Transactions.NonInviteClientState;

namespace SipEdge.Sip.Tests.Transactions;

/// <summary>RFC 3261 §17.1.2 figure 6, row by row; and that nothing else is a row.</summary>
public class NonInviteClientTransactionTests
{
    public static TheoryData<string, NonInviteClientState, ClientInput, bool?, NonInviteClientState, Effects> Rows => new()
    {
        { "it is sent, repeated and given up in time over UDP", Initial, Start, false, Trying, Send | StartRetransmission | StartTimeout },
        { "it is sent once over a stream", Initial, Start, true, Trying, Send | StartTimeout },
        { "timer E repeats it", Trying, Retransmission, null, Trying, Send | StartRetransmission },
        { "timer F gives it up", Trying, ClientInput.Timeout, null, Terminated, ReportTimeout | Remove },
        { "a lost transport is told", Trying, TransportError, null, Terminated, ReportTransportError | Remove },
        { "a 1xx goes up and the repeating goes on", Trying, Provisional, null, Proceeding, PassUp },
        { "a 2xx completes it over UDP", Trying, Success, false, Completed, StopTimers | StartTimeout | PassUp },
        { "a refusal completes it over UDP", Trying, Failure, false, Completed, StopTimers | StartTimeout | PassUp },
        { "a 2xx ends it over a stream", Trying, Success, true, Terminated, StopTimers | PassUp | Remove },
        { "a refusal ends it over a stream", Trying, Failure, true, Terminated, StopTimers | PassUp | Remove },
        { "timer E repeats it after a 1xx", Proceeding, Retransmission, null, Proceeding, Send | StartRetransmission },
        { "timer F gives it up after a 1xx", Proceeding, ClientInput.Timeout, null, Terminated, ReportTimeout | Remove },
        { "a lost transport is told after a 1xx", Proceeding, TransportError, null, Terminated, ReportTransportError | Remove },
        { "further 1xx go up", Proceeding, Provisional, null, Proceeding, PassUp },
        { "a 2xx completes it after a 1xx", Proceeding, Success, false, Completed, StopTimers | StartTimeout | PassUp },
        { "a refusal completes it after a 1xx", Proceeding, Failure, false, Completed, StopTimers | StartTimeout | PassUp },
        { "a 2xx ends it after a 1xx over a stream", Proceeding, Success, true, Terminated, StopTimers | PassUp | Remove },
        { "a refusal ends it after a 1xx over a stream", Proceeding, Failure, true, Terminated, StopTimers | PassUp | Remove },
        { "timer K ends it", Completed, ClientInput.Timeout, null, Terminated, Remove },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row(string sentence, NonInviteClientState from, ClientInput input, bool? reliable, NonInviteClientState to,
        Effects effects)
    {
        foreach (var transport in reliable is { } only ? [only] : (bool[])[false, true])
        {
            var state = from;
            Assert.True(effects == NonInviteClientTransaction.Handle(ref state, input, transport), sentence);
            Assert.Equal(to, state);
        }
    }

    [Fact]
    public void Whatever_is_no_row_changes_nothing() => MachineRows.AssertRestDoesNothing<NonInviteClientState, ClientInput>(
        Rows.Select(row => ((NonInviteClientState)row[1], (ClientInput)row[2])),
        static (ref NonInviteClientState state, ClientInput input, bool reliable) =>
            NonInviteClientTransaction.Handle(ref state, input, reliable));
}
