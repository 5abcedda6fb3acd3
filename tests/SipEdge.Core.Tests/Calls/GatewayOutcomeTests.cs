using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Calls;

public sealed class GatewayOutcomeTests
{
    [Theory]
    [InlineData(401)]
    [InlineData(407)]
    public void A_carriers_challenge_is_never_passed_on(int status)
    {
        Assert.Equal(503, GatewayOutcome.TowardsCaller(status));
        Assert.Equal(ReasonCode.NextHopChallenged, GatewayOutcome.Reason(status, UriScheme.Sip));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(302)]
    public void A_redirection_does_not_tell_the_caller_where_to(int status) => Assert.Equal(480, GatewayOutcome.TowardsCaller(status));

    [Fact]
    public void Silence_behind_the_edge_is_504() => Assert.Equal(504, GatewayOutcome.TowardsCaller(408));

    [Theory]
    [InlineData(404)]
    [InlineData(486)]
    [InlineData(503)]
    [InlineData(603)]
    public void Other_refusals_are_the_callers_to_hear(int status) => Assert.Equal(status, GatewayOutcome.TowardsCaller(status));
}
