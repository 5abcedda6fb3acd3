using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Core.Trunks;

namespace SipEdge.Core.Tests.Trunks;

public sealed class TrunkBoardTests : IDisposable
{
    private readonly EdgeScenario _scenario = new();
    private readonly TrunkBoard _board = new(loops: 2);

    [Fact]
    public void Cells_are_those_of_the_name_whatever_model_asks()
    {
        using var another = new EdgeScenario();
        var trunk = _scenario.Model.Trunks[0];

        Assert.Same(_board.CellOf(trunk), _board.CellOf(another.Model.Trunks[0]));
        Assert.Same(_board.CellOf(trunk.Gateways[1]), _board.CellOf(another.Model.Trunks[0].Gateways[1]));
        Assert.NotSame(_board.CellOf(trunk.Gateways[0]), _board.CellOf(trunk.Gateways[1]));
    }

    [Fact]
    public void An_address_that_failed_is_remembered_until_its_time_is_over_or_it_answers()
    {
        var target = _board.CellOf(_scenario.Model.Trunks[0].Gateways[0].Targets[0]);

        target.Remember(ReasonCode.GatewayTimeout, until: 2_000);
        target.Remember(ReasonCode.GatewayFailed, until: 1_000);
        Assert.Equal((true, ReasonCode.GatewayTimeout), (target.HasFailed(1_999), target.FailedBy));
        Assert.False(target.HasFailed(2_000));

        target.Forget(now: 1_500);
        Assert.False(target.HasFailed(1_500));
    }

    [Fact]
    public void A_trunk_is_degraded_with_one_gateway_down_and_down_with_both()
    {
        var trunk = _scenario.Model.Trunks[0];
        Assert.Equal((TrunkCondition.Ok, ""), Judged(trunk));

        Fail(trunk, 0);
        Assert.Equal(TrunkCondition.Degraded, Judged(trunk).Condition);

        Fail(trunk, 1);
        Assert.Equal(TrunkCondition.Down, Judged(trunk).Condition);
        Assert.StartsWith("first: ", Judged(trunk).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trunk_that_is_not_registered_is_down()
    {
        var trunk = _scenario.Model.Trunks[0];
        _board.CellOf(trunk).Registration = new RegistrationStatus(RegistrationState.Failed, 403, "Forbidden");

        Assert.Equal((TrunkCondition.Down, "not registered: Forbidden"), Judged(trunk));
        Assert.All(
            _board.Describe(trunk, now: 1_000).Gateways,
            static gateway => Assert.Equal((false, "the trunk is not registered"), (gateway.IsUp, gateway.Why)));
    }

    [Fact]
    public void A_binding_that_ran_out_is_not_told_by_the_answer_that_it_once_got()
    {
        var trunk = _scenario.Model.Trunks[0];
        _board.CellOf(trunk).Registration = new RegistrationStatus(RegistrationState.Trying, 200, "OK");

        Assert.Equal((TrunkCondition.Down, "not registered: the registrar has not answered yet"), Judged(trunk));
    }

    [Fact]
    public void A_trunk_that_is_called_without_its_registration_is_degraded()
    {
        var trunk = _scenario.Model.Trunks[0];
        _board.CellOf(trunk).Registration = new RegistrationStatus(RegistrationState.Failed, 403, "Forbidden") { SendAnyway = true };

        Assert.Equal((TrunkCondition.Degraded, "not registered: Forbidden; calls are sent all the same"), Judged(trunk));
        Assert.All(_board.Describe(trunk, now: 1_000).Gateways, static gateway => Assert.True(gateway.IsUp));
    }

    [Fact]
    public void A_call_that_lives_is_counted_on_its_trunk_and_not_longer()
    {
        _scenario.Caller.HangUpAfter = 10_000;
        _scenario.Call();
        _scenario.Network.RunFor(1_000);
        var during = _scenario.Board.Describe(_scenario.Model.Trunks[0], _scenario.Now);
        Assert.Equal((0, 1), (during.Inbound, during.Outbound));

        _scenario.RunToTheEnd();
        Assert.Equal(0, _scenario.Board.Describe(_scenario.Model.Trunks[0], _scenario.Now).ActiveCalls);
    }

    public void Dispose() => _scenario.Dispose();

    private (TrunkCondition Condition, string Reason) Judged(TrunkModel trunk)
    {
        var status = _board.Describe(trunk, now: 1_000);
        return (status.Condition, status.Reason);
    }

    private void Fail(TrunkModel trunk, int gateway)
    {
        _board.CellOf(trunk.Gateways[gateway].Targets[0]).Remember(ReasonCode.GatewayFailed, until: 5_000);
    }
}
