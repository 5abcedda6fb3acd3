using SipEdge.Sip.Transactions;
using static SipEdge.Sip.Transactions.ClientInput;
using static SipEdge.Sip.Transactions.Effects;
using static SipEdge.Sip.Transactions.InviteClientState;

namespace SipEdge.Sip.Tests.Transactions;

/// <summary>RFC 3261 §17.1.1 figure 5 with RFC 6026 §7.2, row by row; and that nothing else is a row.</summary>
public class InviteClientTransactionTests
{
    public static TheoryData<string, InviteClientState, ClientInput, bool?, InviteClientState, Effects> Rows => new()
    {
        { "it is sent, repeated and given up in time over UDP", Initial, Start, false, Calling, Send | StartRetransmission | StartTimeout },
        { "it is sent once over a stream", Initial, Start, true, Calling, Send | StartTimeout },
        { "timer A repeats it", Calling, Retransmission, null, Calling, Send | StartRetransmission },
        { "timer B gives it up", Calling, ClientInput.Timeout, null, Terminated, ReportTimeout | Remove },
        { "a 1xx ends repeating and waiting", Calling, Provisional, null, Proceeding, StopTimers | PassUp },
        { "a 2xx accepts it", Calling, Success, null, Accepted, StopTimers | StartTimeout | PassUp },
        { "a refusal is acknowledged and lingers over UDP", Calling, Failure, false, Completed, SendAck | StopTimers | StartTimeout | PassUp },
        { "a refusal is acknowledged and that is all over a stream", Calling, Failure, true, Terminated, SendAck | StopTimers | PassUp | Remove },
        { "a lost transport is told", Calling, TransportError, null, Terminated, ReportTransportError | Remove },
        { "further 1xx go up", Proceeding, Provisional, null, Proceeding, PassUp },
        { "a 2xx accepts it while it rings", Proceeding, Success, null, Accepted, StopTimers | StartTimeout | PassUp },
        { "a refusal ends the ringing over UDP", Proceeding, Failure, false, Completed, SendAck | StopTimers | StartTimeout | PassUp },
        { "a refusal ends the ringing over a stream", Proceeding, Failure, true, Terminated, SendAck | StopTimers | PassUp | Remove },
        { "a CANCEL starts the wait for its effect", Proceeding, Cancelled, null, Proceeding, StartTimeout },
        { "a CANCEL without effect ends it", Proceeding, ClientInput.Timeout, null, Terminated, ReportTimeout | Remove },
        { "a lost transport is told while it rings", Proceeding, TransportError, null, Terminated, ReportTransportError | Remove },
        { "a 2xx again, or of another fork, goes up", Accepted, Success, null, Accepted, PassUp },
        { "timer M ends it", Accepted, ClientInput.Timeout, null, Terminated, Remove },
        { "a refusal again is acknowledged again", Completed, Failure, null, Completed, SendAck },
        { "timer D ends it", Completed, ClientInput.Timeout, null, Terminated, Remove },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row(string sentence, InviteClientState from, ClientInput input, bool? reliable, InviteClientState to, Effects effects)
    {
        foreach (var transport in reliable is { } only ? [only] : (bool[])[false, true])
        {
            var state = from;
            Assert.True(effects == InviteClientTransaction.Handle(ref state, input, transport), sentence);
            Assert.Equal(to, state);
        }
    }

    [Fact]
    public void Whatever_is_no_row_changes_nothing() => MachineRows.AssertRestDoesNothing<InviteClientState, ClientInput>(
        Rows.Select(row => ((InviteClientState)row[1], (ClientInput)row[2])),
        static (ref InviteClientState state, ClientInput input, bool reliable) =>
            InviteClientTransaction.Handle(ref state, input, reliable));
}
