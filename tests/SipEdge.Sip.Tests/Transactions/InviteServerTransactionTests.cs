using SipEdge.Sip.Transactions;
using static SipEdge.Sip.Transactions.Effects;
using static SipEdge.Sip.Transactions.InviteServerState;
using static SipEdge.Sip.Transactions.ServerInput;

namespace SipEdge.Sip.Tests.Transactions;

/// <summary>RFC 3261 §17.2.1 figure 7 with RFC 6026 §7.1, row by row; and that nothing else is a row.</summary>
public class InviteServerTransactionTests
{
    public static TheoryData<string, InviteServerState, ServerInput, bool?, InviteServerState, Effects> Rows => new()
    {
        { "it goes up, and 100 Trying is near", Initial, Start, null, Proceeding, StartRetransmission | PassUp },
        { "after 200 ms without a word it is answered 100", Proceeding, Retransmission, null, Proceeding, SendTrying },
        { "coming again it gets the latest provisional again", Proceeding, Request, null, Proceeding, Send },
        { "a provisional is sent and stands for the 100", Proceeding, SendProvisional, null, Proceeding, Send | StopTimers },
        { "a 2xx is sent and repeated on every transport", Proceeding, SendSuccess, null, Accepted, Send | StopTimers | StartRetransmission | StartTimeout },
        { "a refusal is sent and repeated over UDP", Proceeding, SendFailure, false, Completed, Send | StopTimers | StartRetransmission | StartTimeout },
        { "a refusal is sent once over a stream", Proceeding, SendFailure, true, Completed, Send | StopTimers | StartTimeout },
        { "an ACK with the branch of the INVITE goes up", Accepted, Ack, null, Accepted, PassUp },
        { "the user may send a 2xx again", Accepted, SendSuccess, null, Accepted, Send },
        { "the 2xx is repeated", Accepted, Retransmission, null, Accepted, Send | StartRetransmission },
        { "timer L ends it, and a missing ACK is told", Accepted, ServerInput.Timeout, null, Terminated, ReportNoAck | Remove },
        { "coming again it gets the refusal again", Completed, Request, null, Completed, Send },
        { "timer G repeats the refusal", Completed, Retransmission, null, Completed, Send | StartRetransmission },
        { "the ACK confirms over UDP", Completed, Ack, false, Confirmed, StopTimers | StartTimeout },
        { "the ACK ends it over a stream", Completed, Ack, true, Terminated, StopTimers | Remove },
        { "timer H ends it", Completed, ServerInput.Timeout, null, Terminated, Remove },
        { "a refusal that can go nowhere ends it", Completed, TransportError, null, Terminated, Remove },
        { "timer I ends it", Confirmed, ServerInput.Timeout, null, Terminated, Remove },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row(string sentence, InviteServerState from, ServerInput input, bool? reliable, InviteServerState to, Effects effects)
    {
        foreach (var transport in reliable is { } only ? [only] : (bool[])[false, true])
        {
            var state = from;
            Assert.True(effects == InviteServerTransaction.Handle(ref state, input, transport), sentence);
            Assert.Equal(to, state);
        }
    }

    [Fact]
    public void Whatever_is_no_row_changes_nothing() => MachineRows.AssertRestDoesNothing<InviteServerState, ServerInput>(
        Rows.Select(row => ((InviteServerState)row[1], (ServerInput)row[2])),
        static (ref InviteServerState state, ServerInput input, bool reliable) =>
            InviteServerTransaction.Handle(ref state, input, reliable));
}
