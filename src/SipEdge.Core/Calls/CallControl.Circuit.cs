using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Routing;
using SipEdge.Core.Trunks;

namespace SipEdge.Core.Calls;

// Circuits: whether calls go to an address is decided by how the calls before went, where the trunk wants that.
internal sealed partial class CallControl
{
    /// <summary>
    /// Passes by addresses that have shut since the plan was made, also because another loop's call was the trial. The last one is
    /// tried whatever is known of it, and an emergency call passes none by.
    /// </summary>
    private void EnterCircuit(Call call, long now)
    {
        while (!IsPhone(call) && call.Current.Trunk.Circuit is { } rules)
        {
            var attempt = call.Current;
            var circuit = services.Board.CellOf(attempt.Target).Circuit;
            call.Ticket = circuit.Enter(rules, now, out var move);
            if (call.Ticket.Kind == CircuitTicket.Of.Unasked && call.Plan.HasNext && !call.Story.Emergency)
            {
                call.Plan.PassBy(ReasonCode.CircuitOpen, rules.Line);
                continue;
            }
            if (move.IsChange)
            {
                circuit.LastChange = new CircuitChange(move.To, circuit.LastChange?.Why ?? "", services.Time.GetUtcNow());
                CallLog.CircuitTried(log, attempt.Gateway.ToString(), attempt.Target.AddressText, rules.Trials);
            }
            return;
        }
    }

    /// <summary>What the attempt under way says about its address; the first that is known of it counts.</summary>
    /// <param name="call">Its.</param>
    /// <param name="verdict">What it says.</param>
    /// <param name="status">What was answered; 0: nothing.</param>
    /// <param name="now">The loop's time.</param>
    private void NoteCircuit(Call call, CircuitVerdict verdict, int status, long now)
    {
        if (call.Ticket.Kind == CircuitTicket.Of.Nothing || call.Current.Trunk.Circuit is not { } rules)
        {
            return;
        }
        var circuit = services.Board.CellOf(call.Current.Target).Circuit;
        var move = circuit.Note(call.Ticket, verdict, rules, now);
        call.Ticket = default;
        if (move.IsChange)
        {
            TellCircuit(call.Current, circuit, rules, move, status);
        }
    }

    private void TellCircuit(in PlannedAttempt attempt, Circuit circuit, CircuitRules rules, CircuitMove move, int status)
    {
        var (gateway, address) = (attempt.Gateway.ToString(), attempt.Target.AddressText);
        var why = CircuitText.Of(move, rules, status);
        circuit.LastChange = new CircuitChange(move.To, why, services.Time.GetUtcNow());
        if (move.To == CircuitPhase.Open)
        {
            metrics.CircuitOpened(attempt.Trunk.Id);
            CallLog.CircuitOpened(log, gateway, address, why, move.OpenMs / 1000);
        }
        else if (move.To == CircuitPhase.Closed)
        {
            CallLog.CircuitClosed(log, gateway, address, why);
        }
    }
}
