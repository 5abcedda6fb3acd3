using SipEdge.Sip.Messages;
using SipEdge.Sip.Tests.Network;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Transactions;

/// <summary>Two layers on a simulated network: what each side sees, and that nothing stays behind.</summary>
public class PairTests
{
    [Theory]
    [InlineData(TransportKind.Udp)]
    [InlineData(TransportKind.Tcp)]
    [InlineData(TransportKind.Tls)]
    public void A_call_is_set_up_and_ended(TransportKind kind)
    {
        var pair = new Pair();
        pair.Bob.OnRequestHook = (TransactionId server, in SipMessageView request, in Flow _) =>
        {
            if (request.Method == SipMethod.Invite)
            {
                pair.Bob.Answer(server, 180);
                pair.Bob.OnAckHook = (in SipMessageView _) => pair.Bob.Layer.Acknowledge(server);
            }

            pair.Bob.Answer(server, 200);
        };
        TransactionId answered = default;
        pair.Alice.OnResponseHook = (TransactionId client, in SipMessageView response) =>
        {
            if (response.Method == SipMethod.Invite && response.StatusCode == 200)
            {
                answered = client;
                pair.Alice.Acknowledge(pair.Bob, client, "b1", kind: kind);
            }
        };
        pair.Alice.Ask(pair.Bob, SipMethod.Invite, kind: kind);
        pair.Network.RunFor(100);
        pair.Alice.Ask(pair.Bob, SipMethod.Bye, cseq: 2, toTag: "b1", kind: kind);
        pair.Network.RunFor(100);

        Assert.False(answered.IsNone);
        Assert.Equal(["response 180", "response 200", "response 200"], pair.Alice.Events);
        Assert.Equal(["request INVITE", "ack", "request BYE"], pair.Bob.Events);
        Assert.True(pair.Network.RunUntilIdle());
        Assert.Equal(0, pair.Bob.Count("no ack"));
        AssertEmpty(pair);
    }

    internal static void AssertEmpty(Pair pair)
    {
        Assert.Equal(0, pair.Alice.Layer.Count);
        Assert.Equal(0, pair.Bob.Layer.Count);
        Assert.True(pair.Alice.Layer.Buffers.RentedCount == 0, pair.Alice.Layer.Buffers.Outstanding());
        Assert.True(pair.Bob.Layer.Buffers.RentedCount == 0, pair.Bob.Layer.Buffers.Outstanding());
    }
}
