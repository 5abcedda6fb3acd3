using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SipEdge.Admin;

/// <summary>DELETE /trunks/NAME/calls ends the calls from and to a trunk: 200 with their number, 404 when there is none.</summary>
internal static class EndCallsResource
{
    public static void Map(IEndpointRouteBuilder routes, IEdgeControl edge) => routes.MapDelete("/trunks/{name}/calls",
        async (HttpContext context, string name) =>
    {
        var report = await edge.EndCallsAsync(name, AdminPeer.Name(context), context.RequestAborted).ConfigureAwait(false);
        if (report is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await context.Response.WriteAsJsonAsync(
            report, AdminJson.Default.EndCallsReport, cancellationToken: context.RequestAborted).ConfigureAwait(false);
    });
}
