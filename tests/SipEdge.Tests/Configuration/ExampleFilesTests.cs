using SipEdge.Configuration;
using SipEdge.Core.Configuration;
using SipEdge.Media.Negotiation;
using SipEdge.Sip.Transport;

namespace SipEdge.Tests.Configuration;

[Collection(nameof(ExampleFiles))]
public class ExampleFilesTests(ExampleFiles files) : IClassFixture<ExampleFiles>
{
    public static TheoryData<string> Names
    {
        get
        {
            var folder = Path.Combine(ExampleFiles.Repository(), "config");
            return [.. Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(folder, file))
                // Those are parts of a trunk, and have tests of their own.
                .Where(name => !name.StartsWith("profiles", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_example_loads_without_a_single_complaint(string name)
    {
        var loaded = ConfigurationFile.Load(Path.Combine(files.Folder, name));
        Assert.Empty(loaded.Problems);
        Assert.True(loaded.Usable);
    }

    [Fact]
    public void The_annotated_example_becomes_the_model_it_describes()
    {
        var model = ConfigurationFile.Load(Path.Combine(files.Folder, "sipedge.yaml")).Model!;
        Assert.Equal(["udp", "tcp", "tls"], model.Listeners.Select(listener => listener.Name));
        Assert.Equal(("sip.example.net", 5061), (model.Listeners[2].AdvertisedHost, model.Listeners[2].AdvertisedPort));
        Assert.Equal("sip.example.net", model.DefaultDomain!.Name);

        var carrier = model.Trunks.Single(trunk => trunk.Name == "carrier");
        Assert.Equal(["first", "second"], carrier.Outbound.Select(gateway => gateway.Name));
        Assert.Equal(
            ("sip1.carrier.example", SrtpOffer.Required, (byte)2),
            (carrier.Outbound[0].Targets[0].ServerName, carrier.Outbound[0].Media.Leg.Srtp, carrier.Outbound[0].Targets[0].Listener));
        Assert.Equal((SrtpOffer.Off, (byte)0), (carrier.Outbound[1].Media.Leg.Srtp, carrier.Outbound[1].Targets[0].Listener));
        Assert.Equal(AssertedIdentityMode.Set, carrier.Identity.Pai);
        Assert.Equal(6, model.Routes.All.Count);
        Assert.Equal((NumberFormat.E164Plus, NumberFormat.E164Plain), (carrier.Numbers.Out.Default, carrier.Numbers.In.Default));
        Assert.True(model.Emergency.Contains("112"u8));
        Assert.Equal("192.0.2.10", model.Media.Ipv4!.Advertised.ToString());
    }

    [Fact]
    public void The_example_of_mutual_TLS_verifies_the_carrier_by_its_own_authority_both_ways()
    {
        var model = ConfigurationFile.Load(Path.Combine(files.Folder, "examples", "mutual-tls.yaml")).Model!;
        var carrier = model.Trunks.Single(trunk => trunk.Name == "carrier");

        Assert.EndsWith("tls/carrier-ca.pem", carrier.Tls!.CaPath, StringComparison.Ordinal);
        Assert.Equal("to-carrier", carrier.Tls.ClientCertificate!.Name);
        Assert.Equal(("sbc.carrier.example", true), (Assert.Single(carrier.Tls.ClientNames), carrier.Tls.RequireClientName));
        Assert.Equal("carrier", carrier.Outbound[0].Targets[0].Flow.TlsClient);
        Assert.Equal(ClientAuth.Optional, model.Listeners[0].ClientAuth);
    }

    [Fact]
    public void Model_objects_know_their_line()
    {
        var file = Path.Combine(files.Folder, "examples", "pbx-and-carrier.yaml");
        var model = ConfigurationFile.Load(file).Model!;
        var lines = File.ReadAllLines(file);
        foreach (var gateway in model.Trunks.SelectMany(trunk => trunk.Gateways))
        {
            Assert.Equal(file, gateway.Line.File);
            Assert.Contains($"name: {gateway.Name}", lines[gateway.Line.Line - 1]);
        }
        Assert.Contains("sip.example.net: {}", lines[model.Domains[0].Line.Line - 1]);
    }

    [Fact]
    public void A_secret_shows_in_nothing_that_can_be_printed()
    {
        var loaded = ConfigurationFile.Load(Path.Combine(files.Folder, "examples", "tls-srtp-phone.yaml"));
        var account = loaded.Model!.Domains[0].FindAccount("101"u8)!;
        Assert.DoesNotContain("secret of", loaded.Options!.ToString() + account + loaded.Model);
        Assert.DoesNotContain("secret of", System.Text.Json.JsonSerializer.Serialize(loaded.Options!.Accounts));
        Assert.DoesNotContain("ha1", System.Text.Json.JsonSerializer.Serialize(new { account.Name, account.Line }), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("(secret)", new Secret("x"u8.ToArray()).ToString());
        Assert.Equal("{}", System.Text.Json.JsonSerializer.Serialize(new Secret("x"u8.ToArray())));
    }
}

/// <summary>The tests that set environment variables run one after the other.</summary>
[CollectionDefinition(nameof(ExampleFiles), DisableParallelization = true)]
public sealed class ExampleFilesCollection;
