using SipEdge.Sip.Transactions;
using static SipEdge.Sip.Transactions.Effects;
using static SipEdge.Sip.Transactions.NonInviteServerState;
using static SipEdge.Sip.Transactions.ServerInput;

namespace SipEdge.Sip.Tests.Transactions;

/// <summary>RFC 3261 §17.2.2 figure 8, row by row; and that nothing else is a row.</summary>
public class NonInviteServerTransactionTests
{
    public static TheoryData<string, NonInviteServerState, ServerInput, bool?, NonInviteServerState, Effects> Rows => new()
    {
        { "it goes up", Initial, Start, null, Trying, PassUp },
        { "a provisional is sent", Trying, SendProvisional, null, Proceeding, Send },
        { "a 2xx completes it over UDP", Trying, SendSuccess, false, Completed, Send | StartTimeout },
        { "a refusal completes it over UDP", Trying, SendFailure, false, Completed, Send | StartTimeout },
        { "a 2xx ends it over a stream", Trying, SendSuccess, true, Terminated, Send | Remove },
        { "a refusal ends it over a stream", Trying, SendFailure, true, Terminated, Send | Remove },
        { "coming again it gets the provisional again", Proceeding, Request, null, Proceeding, Send },
        { "a further provisional is sent", Proceeding, SendProvisional, null, Proceeding, Send },
        { "a 2xx after a provisional completes it", Proceeding, SendSuccess, false, Completed, Send | StartTimeout },
        { "a refusal after a provisional completes it", Proceeding, SendFailure, false, Completed, Send | StartTimeout },
        { "a 2xx after a provisional ends it over a stream", Proceeding, SendSuccess, true, Terminated, Send | Remove },
        { "a refusal after a provisional ends it over a stream", Proceeding, SendFailure, true, Terminated, Send | Remove },
        { "a provisional that can go nowhere ends it", Proceeding, TransportError, null, Terminated, Remove },
        { "coming again it gets the answer again", Completed, Request, null, Completed, Send },
        { "timer J ends it", Completed, ServerInput.Timeout, null, Terminated, Remove },
        { "an answer that can go nowhere ends it", Completed, TransportError, null, Terminated, Remove },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row(string sentence, NonInviteServerState from, ServerInput input, bool? reliable, NonInviteServerState to,
        Effects effects)
    {
        foreach (var transport in reliable is { } only ? [only] : (bool[])[false, true])
        {
            var state = from;
            Assert.True(effects == NonInviteServerTransaction.Handle(ref state, input, transport), sentence);
            Assert.Equal(to, state);
        }
    }

    [Fact]
    public void Whatever_is_no_row_changes_nothing() => MachineRows.AssertRestDoesNothing<NonInviteServerState, ServerInput>(
        Rows.Select(row => ((NonInviteServerState)row[1], (ServerInput)row[2])),
        static (ref NonInviteServerState state, ServerInput input, bool reliable) =>
            NonInviteServerTransaction.Handle(ref state, input, reliable));
}
