using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Network;

/// <summary>Two transaction layers on a simulated network: Alice asks, Bob answers, and either way round.</summary>
public sealed class Pair
{
    public Pair(int seed = 1, TransactionOptions? options = null)
    {
        Network = new SimulatedNetwork(seed);
        Alice = new PairSide(Network, SocketEndpoint.FromIpv4(0x0A000001, 5060), options ?? TransactionOptions.Default, 1);
        Bob = new PairSide(Network, SocketEndpoint.FromIpv4(0x0A000002, 5060), options ?? TransactionOptions.Default, 2);
    }

    public SimulatedNetwork Network { get; }

    public PairSide Alice { get; }

    public PairSide Bob { get; }

    public long Now => Network.Clock.Now;
}
